import type { ComponentType, ReactNode } from "react";
import styles from "./nav.module.css";

export interface NavEntry {
  label: string;
  href: string;
  current: boolean;
}

/** What a link of the app's router has to take; a plain `a` fits too. */
export interface NavLinkProps {
  href: string;
  className?: string;
  "aria-current"?: "page";
  children: ReactNode;
}

interface NavProps {
  /** Four at most: more belong behind one of them. */
  entries: readonly NavEntry[];
  link?: ComponentType<NavLinkProps>;
  label?: string;
}

function PlainLink(props: NavLinkProps) {
  return <a {...props}>{props.children}</a>;
}

/** The few places of the app, as words: a bar at the lower edge of a phone, a list at the side of a desk. */
export function Nav({ entries, link: Link = PlainLink, label = "Main" }: NavProps) {
  return (
    <nav className={styles.nav} aria-label={label}>
      <ul className={styles.list}>
        {entries.slice(0, 4).map((entry) => (
          <li key={entry.href} className={styles.item}>
            <Link href={entry.href} className={styles.link} aria-current={entry.current ? "page" : undefined}>
              <span className={styles.words}>{entry.label}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
