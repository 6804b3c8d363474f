import type { ReactNode } from "react";
import styles from "./notice.module.css";

interface NoticeProps {
  children: ReactNode;
  /** A button or a link, at the end of the line. */
  action?: ReactNode;
}

/** One quiet line that is good to know. Screen readers say it when they are done with what they are saying. */
export function Notice({ children, action }: NoticeProps) {
  return (
    <output className={styles.notice}>
      <span className={styles.words}>{children}</span>
      {action}
    </output>
  );
}
