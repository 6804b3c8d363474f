import styles from "./skeleton.module.css";
import { VisuallyHidden } from "./visually-hidden.tsx";

interface SkeletonProps {
  /** How many lines will stand here, so that nothing moves when they arrive. */
  lines?: number;
  /** line: a row of text; block: a box as tall as a control. */
  shape?: "line" | "block";
  /** Said to screen readers. */
  label?: string;
}

/** Holds the place of what is being fetched; still, because a moving placeholder is one more demand. */
export function Skeleton({ lines = 3, shape = "line", label = "Loading" }: SkeletonProps) {
  return (
    <output className={styles.skeleton}>
      <VisuallyHidden>{label}</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        // The lines are all alike and never change places.
        <span key={line} className={styles[shape]} aria-hidden="true" />
      ))}
    </output>
  );
}
