import { type ReactNode, useId, useRef } from "react";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";
import styles from "./scale.module.css";
import { formatScaleValue, keyedValue, scaleStops, scaleValueText, shareOf } from "./scale-value.ts";
import { useScalePointer } from "./use-scale-pointer.ts";
import { VisuallyHidden } from "./visually-hidden.tsx";

export interface ScaleProps {
  question: ReactNode;
  hint?: ReactNode;
  /** The words at the two ends. */
  low: string;
  high: string;
  /** The word for the middle stop, shown while it is untouched. */
  middle?: string;
  /** null = not touched: no thumb, no number. Never pass a guess. */
  value: number | null;
  onChange: (value: number | null) => void;
  /** 0–100 unless told; −100…100 gets a mark in the middle. */
  min?: number;
  max?: number;
  /** Shown after the number, for instance "%". */
  unit?: string;
  /** The mark: forecast is amber and hollow, outcome teal and filled, plain ink blue. */
  kind?: "forecast" | "outcome" | "plain";
  clearLabel?: string;
}

/** One number one feels: empty until touched, five soft stops to tap, fine control by drag and arrow keys. */
export function Scale({ min = 0, max = 100, kind = "plain", clearLabel = "Clear", ...props }: ScaleProps) {
  const { question, hint, low, middle, high, value, onChange, unit } = props;
  const id = useId();
  const line = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const range = { min, max };
  const pointer = useScalePointer(line, range, onChange, () => input.current?.focus({ preventScroll: true }));
  const at = (number: number) => `${shareOf(number, range) * 100}%`;
  const origin = min < 0 ? 0 : min;

  return (
    <div className={classNames(styles.scale, styles[kind])} data-touched={value !== null || undefined}>
      <label className={styles.question} htmlFor={id}>
        {question}
      </label>
      {hint && (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {/* The range input below is the control for keyboards and assistive technology; this takes fingers and mice. */}
      <div className={styles.track} data-scale-track="" {...pointer}>
        <input
          ref={input}
          id={id}
          type="range"
          className={styles.input}
          min={min}
          max={max}
          step="any"
          value={value ?? (min + max) / 2}
          aria-valuetext={scaleValueText(value, range, { low, high, unit })}
          aria-describedby={hint ? `${id}-hint ${id}-ends` : `${id}-ends`}
          // Assistive technology sets the value this way; onInput also speaks when it sets the very middle.
          onInput={(event) => onChange(Math.round(event.currentTarget.valueAsNumber))}
          onChange={() => undefined}
          onKeyDown={(event) => {
            if (event.altKey || event.ctrlKey || event.metaKey) return;
            const next = keyedValue(event.key, value, range);
            if (next === undefined) return;
            event.preventDefault();
            onChange(next);
          }}
        />
        <div className={styles.rail} />
        <div className={styles.line} ref={line}>
          {value !== null && (
            <div
              className={styles.fill}
              style={{
                left: at(Math.min(origin, value)),
                right: `calc(100% - ${at(Math.max(origin, value))})`,
              }}
            />
          )}
          {scaleStops(range).map((stop) => (
            <div
              key={stop}
              className={classNames(styles.stop, min < 0 && stop === 0 && styles.centre)}
              style={{ left: at(stop) }}
            />
          ))}
          {value !== null && (
            <div className={styles.mark} style={{ left: at(value) }}>
              <span className={styles.number} aria-hidden="true">
                {formatScaleValue(value, unit)}
              </span>
            </div>
          )}
        </div>
      </div>
      <div className={styles.ends}>
        <span aria-hidden="true">{low}</span>
        {value === null && middle && <span aria-hidden="true">{middle}</span>}
        {value !== null && (
          <Button
            variant="link"
            onClick={() => {
              onChange(null);
              input.current?.focus();
            }}
          >
            {clearLabel}
            <VisuallyHidden>{question}</VisuallyHidden>
          </Button>
        )}
        <span aria-hidden="true">{high}</span>
      </div>
      <span id={`${id}-ends`} hidden>
        {formatScaleValue(min, unit)} is {low},{" "}
        {middle && `${formatScaleValue((min + max) / 2, unit)} is ${middle}, `}
        {formatScaleValue(max, unit)} is {high}.
      </span>
    </div>
  );
}
