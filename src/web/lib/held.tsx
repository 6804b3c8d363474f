import type { ReactNode } from "react";
import styles from "./held.module.css";

interface HeldProps {
  /** True while a save is being tried again: what is typed now would not be in it. */
  still: boolean;
  children: ReactNode;
}

/** Questions that stand still while their answers are on the way. */
export function Held({ still, children }: HeldProps) {
  return (
    <div className={styles.held} inert={still}>
      {children}
    </div>
  );
}
