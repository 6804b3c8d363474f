import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { Field, type FieldWords } from "./field.tsx";
import styles from "./field.module.css";

export interface TextFieldProps
  extends FieldWords,
    Omit<ComponentProps<"input">, "className" | "style" | "id" | "size"> {
  /** The one box a screen is about, such as the task to type on Today. */
  large?: boolean;
}

/** One line of text. For numbers give `inputMode="numeric"`: a number box loses what it cannot read. */
export function TextField({ label, hint, error, hideLabel, large, type = "text", ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel}>
      {(control) => (
        <input
          {...rest}
          {...control}
          type={type}
          className={classNames(styles.control, large && styles.large)}
        />
      )}
    </Field>
  );
}
