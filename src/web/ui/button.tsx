import type { ComponentProps } from "react";
import styles from "./button.module.css";
import { classNames } from "./class-names.ts";

export interface ButtonProps extends Omit<ComponentProps<"button">, "className" | "style"> {
  /** primary: the one next thing; quiet: another way on; link: a line of text; irreversible: deletes for good. */
  variant?: "primary" | "quiet" | "link" | "irreversible";
  /** Fills its column. */
  wide?: boolean;
  /** The press was taken and is being worked on: answers at once, keeps its focus and refuses a second press. */
  pending?: boolean;
  /** What it is doing, for instance "Saving"; shown instead of the label while pending. */
  pendingLabel?: string;
}

export function Button({
  variant = "quiet",
  wide = false,
  pending = false,
  pendingLabel,
  type,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type === "submit" ? "submit" : "button"}
      className={classNames(styles.button, styles[variant], wide && styles.wide)}
      // Not `disabled`: that would drop the focus in the middle of a press.
      aria-disabled={pending || undefined}
      data-pending={pending || undefined}
      onClick={(event) => {
        if (pending) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {pending && pendingLabel !== undefined ? pendingLabel : children}
      {pending && (
        <span className={styles.dots} aria-hidden="true">
          <span />
          <span />
          <span />
        </span>
      )}
    </button>
  );
}
