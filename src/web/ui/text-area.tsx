import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { Field, type FieldWords } from "./field.tsx";
import fieldStyles from "./field.module.css";
import styles from "./text-area.module.css";

export interface TextAreaProps
  extends FieldWords,
    Omit<ComponentProps<"textarea">, "className" | "style" | "id"> {}

/** Several lines of text; grows with what is written where the browser can do that. */
export function TextArea({ label, hint, error, hideLabel, rows = 3, ...rest }: TextAreaProps) {
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel}>
      {(control) => (
        <textarea
          {...rest}
          {...control}
          rows={rows}
          className={classNames(fieldStyles.control, styles.area)}
        />
      )}
    </Field>
  );
}
