import { type ReactNode, useId } from "react";
import { ErrorLine } from "./error-line.tsx";
import styles from "./field.module.css";

/** What the control inside a Field spreads onto itself. */
export interface FieldControl {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

export interface FieldWords {
  label: ReactNode;
  /** One short line that helps to answer. */
  hint?: ReactNode;
  /** What is wrong and what to do about it, as one sentence. */
  error?: ReactNode;
  /** Keeps the label for screen readers only, where the place makes it plain to the eye. */
  hideLabel?: boolean;
}

interface FieldProps extends FieldWords {
  children: (control: FieldControl) => ReactNode;
}

/** A label, a control, a hint and an error sentence, wired together for assistive technology. */
export function Field({ label, hint, error, hideLabel = false, children }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className={styles.field}>
      <label className={hideLabel ? styles.hiddenLabel : styles.label} htmlFor={id}>
        {label}
      </label>
      {hint && (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {error && <ErrorLine id={`${id}-error`}>{error}</ErrorLine>}
    </div>
  );
}
