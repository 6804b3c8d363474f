import { type ReactNode, useId } from "react";
import styles from "./chip-group.module.css";

export interface Chip<Value extends string> {
  value: Value;
  label: string;
}

interface Shared<Value extends string> {
  /** The question the chips answer. */
  label: ReactNode;
  hint?: ReactNode;
  hideLabel?: boolean;
  options: readonly Chip<Value>[];
}

interface SingleChoice<Value extends string> extends Shared<Value> {
  choice?: "single";
  /** null while nothing is chosen; pressing the chosen chip again goes back to that. */
  value: Value | null;
  onChange: (value: Value | null) => void;
}

interface MultiChoice<Value extends string> extends Shared<Value> {
  choice: "multi";
  value: readonly Value[];
  onChange: (value: Value[]) => void;
}

export type ChipGroupProps<Value extends string> = SingleChoice<Value> | MultiChoice<Value>;

/** A few short words to choose one or several from: radio buttons or checkboxes in another coat. */
export function ChipGroup<Value extends string>(props: ChipGroupProps<Value>) {
  const id = useId();
  const { label, hint, hideLabel = false, options } = props;
  return (
    <fieldset className={styles.group} aria-describedby={hint ? `${id}-hint` : undefined}>
      <legend className={hideLabel ? styles.hidden : styles.label}>{label}</legend>
      {hint && (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <div className={styles.chips}>
        {options.map((option) => (
          <label key={option.value} className={styles.chip}>
            <input {...control(props, option.value, id)} className={styles.input} />
            <span className={styles.words}>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function control<Value extends string>(props: ChipGroupProps<Value>, option: Value, name: string) {
  if (props.choice === "multi") {
    const { value, onChange } = props;
    return {
      type: "checkbox",
      checked: value.includes(option),
      onChange: () =>
        onChange(value.includes(option) ? value.filter((other) => other !== option) : [...value, option]),
    };
  }
  const { value, onChange } = props;
  return {
    type: "radio",
    name,
    checked: value === option,
    onChange: () => onChange(option),
    // A radio button cannot be let go of by itself; an answer given here can be taken back.
    onClick: () => {
      if (value === option) onChange(null);
    },
  };
}
