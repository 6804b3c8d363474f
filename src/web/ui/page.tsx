import type { ReactNode } from "react";
import styles from "./page.module.css";

interface PageProps {
  /** Where one is; quiet, so that the next doable thing stays the largest. */
  title: ReactNode;
  /** Leaves the title to screen readers. */
  hideTitle?: boolean;
  /** A way back, above the title. */
  back?: ReactNode;
  children: ReactNode;
  /** A calm second column on wide screens; below the first on narrow ones. */
  aside?: ReactNode;
  asideLabel?: string;
}

/** One column, one thing. Render it inside the shell's navigation; it holds the page's `main`. */
export function Page({ title, hideTitle = false, back, children, aside, asideLabel = "Beside" }: PageProps) {
  return (
    <div className={aside ? styles.two : styles.one}>
      <main className={styles.main} id="main" tabIndex={-1}>
        {back}
        <h1 className={hideTitle ? styles.hidden : styles.title}>{title}</h1>
        {children}
      </main>
      {aside && (
        <aside className={styles.aside} aria-label={asideLabel}>
          {aside}
        </aside>
      )}
    </div>
  );
}
