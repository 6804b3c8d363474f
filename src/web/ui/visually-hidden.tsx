import type { ReactNode } from "react";
import styles from "./visually-hidden.module.css";

interface VisuallyHiddenProps {
  children: ReactNode;
  /** A block (for tables and lists) instead of a run of text. */
  block?: boolean;
}

/** Words for screen readers only. */
export function VisuallyHidden({ children, block = false }: VisuallyHiddenProps) {
  return block ? (
    <div className={styles.hidden}>{children}</div>
  ) : (
    <span className={styles.hidden}>{children}</span>
  );
}
