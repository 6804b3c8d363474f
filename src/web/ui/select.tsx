import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { Field, type FieldWords } from "./field.tsx";
import fieldStyles from "./field.module.css";
import styles from "./select.module.css";

export interface SelectOption {
  value: string;
  label: string;
}

export interface SelectProps
  extends FieldWords,
    Omit<ComponentProps<"select">, "className" | "style" | "id" | "multiple" | "size" | "children"> {
  options: readonly SelectOption[];
  /** What stands there while nothing is chosen; its value is the empty text. */
  emptyLabel?: string;
}

/** The device's own list to choose one from. */
export function Select({ label, hint, error, hideLabel, options, emptyLabel, ...rest }: SelectProps) {
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel}>
      {(control) => (
        <div className={styles.frame}>
          <select {...rest} {...control} className={classNames(fieldStyles.control, styles.select)}>
            {emptyLabel !== undefined && <option value="">{emptyLabel}</option>}
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <svg className={styles.mark} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
            <path d="M2 4l4 4 4-4" />
          </svg>
        </div>
      )}
    </Field>
  );
}
