import type { ReactNode } from "react";
import styles from "./shell.module.css";

interface ShellProps {
  nav?: ReactNode;
  /** Lines that stand on every screen, such as "You are offline. What you type is kept." */
  notices?: ReactNode;
  /** A Page. */
  children: ReactNode;
  skipLabel?: string;
}

/** Puts the navigation where the screen has room for it: below on a phone, at the side on a desk. */
export function Shell({ nav, notices, children, skipLabel = "Skip to the content" }: ShellProps) {
  return (
    <div className={nav ? styles.withNav : styles.alone}>
      <a className={styles.skip} href="#main">
        {skipLabel}
      </a>
      {nav}
      <div className={styles.content}>
        {notices && <div className={styles.notices}>{notices}</div>}
        {children}
      </div>
    </div>
  );
}
