import type { ReactNode } from "react";
import styles from "./button-row.module.css";

/** Buttons beside each other while there is room, the one most people want first. */
export function ButtonRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
