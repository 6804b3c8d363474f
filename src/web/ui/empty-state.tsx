import type { ReactNode } from "react";
import styles from "./empty-state.module.css";

interface EmptyStateProps {
  /** What will be here. */
  children: ReactNode;
  /** The first step, as a button or a link. */
  action?: ReactNode;
}

/** A place with nothing in it yet. */
export function EmptyState({ children, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <p>{children}</p>
      {action}
    </div>
  );
}
