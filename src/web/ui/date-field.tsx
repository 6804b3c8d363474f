import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { Field, type FieldWords } from "./field.tsx";
import fieldStyles from "./field.module.css";
import styles from "./date-field.module.css";

export interface DateFieldProps
  extends FieldWords,
    Omit<ComponentProps<"input">, "className" | "style" | "id" | "type" | "value" | "onChange"> {
  /** A day as 'YYYY-MM-DD', or null while none is chosen. */
  value: string | null;
  onChange: (day: string | null) => void;
}

/** The device's own way to choose a day. */
export function DateField({ label, hint, error, hideLabel, value, onChange, ...rest }: DateFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel}>
      {(control) => (
        <input
          {...rest}
          {...control}
          type="date"
          value={value ?? ""}
          onChange={(event) => onChange(event.target.value || null)}
          className={classNames(fieldStyles.control, styles.date)}
        />
      )}
    </Field>
  );
}
