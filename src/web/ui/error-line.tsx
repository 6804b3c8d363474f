import type { ReactNode } from "react";
import styles from "./error-line.module.css";

interface ErrorLineProps {
  /** What happened and what to do next. */
  children: ReactNode;
  id?: string;
  /** For instance a "Try again" button. */
  action?: ReactNode;
}

export function ErrorLine({ children, id, action }: ErrorLineProps) {
  return (
    <div className={styles.line} id={id} role="alert">
      <span className={styles.words}>{children}</span>
      {action}
    </div>
  );
}
