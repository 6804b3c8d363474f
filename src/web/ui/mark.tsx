import styles from "./mark.module.css";

interface MarkProps {
  /** Said to screen readers; without it the mark is decoration. */
  label?: string;
}

/** The app's mark: an open circle and a filled one, slightly apart. What one expects, and how it was. */
export function Mark({ label }: MarkProps) {
  return (
    <svg
      className={styles.mark}
      viewBox="0 0 64 32"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={!label}
    >
      <circle className={styles.open} cx="15.5" cy="16" r="10.5" />
      <circle className={styles.filled} cx="49" cy="16" r="13.5" />
    </svg>
  );
}
