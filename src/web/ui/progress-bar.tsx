import { useId } from "react";
import styles from "./progress-bar.module.css";

interface ProgressBarProps {
  /** What is going on, for instance "Reading your tasks". */
  label: string;
  /** How many of `total` are done. */
  done: number;
  total: number;
  /** How far, in words; by default "120 of 400". */
  detail?: string;
}

/** How far something long has come; for anything that may take over ten seconds. */
export function ProgressBar({ label, done, total, detail = `${done} of ${total}` }: ProgressBarProps) {
  const id = useId();
  return (
    <div className={styles.bar}>
      <div className={styles.words}>
        <label htmlFor={id}>{label}</label>
        <span className={styles.detail}>{detail}</span>
      </div>
      <progress id={id} className={styles.track} value={Math.min(done, total)} max={total > 0 ? total : 1}>
        {detail}
      </progress>
    </div>
  );
}
