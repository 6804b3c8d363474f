import type { ReactNode } from "react";
import styles from "./fold.module.css";

interface FoldProps {
  /** The line of text that opens it, for instance "More about how it feels". */
  summary: ReactNode;
  children: ReactNode;
  /** Open from the start, for instance because something inside was answered already. */
  open?: boolean;
  onToggle?: (open: boolean) => void;
}

/** Keeps the optional out of the way behind a line of text. It remembers nothing between visits. */
export function Fold({ summary, children, open, onToggle }: FoldProps) {
  return (
    <details
      className={styles.fold}
      open={open}
      onToggle={(event) => {
        // A fold inside a fold must not speak for the outer one.
        if (event.target === event.currentTarget) onToggle?.(event.currentTarget.open);
      }}
    >
      <summary className={styles.line}>
        <span className={styles.words}>{summary}</span>
      </summary>
      <div className={styles.inside}>{children}</div>
    </details>
  );
}
