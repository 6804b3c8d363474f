import { type ComponentProps, useEffect } from "react";
import styles from "./screen.module.css";
import { Page } from "../ui/page.tsx";

interface ScreenProps extends Omit<ComponentProps<typeof Page>, "title"> {
  title: string;
  /** The title is the task the screen is about, so it is large. */
  prominent?: boolean;
}

let lastPath: string | null = null;

/** A page that names itself in the window and, when one comes to it from another, takes the focus to its heading. */
export function Screen({ title, prominent = false, ...page }: ScreenProps) {
  useEffect(() => {
    document.title = `${title} · Task Aversion System`;
  }, [title]);

  useEffect(() => {
    const from = lastPath;
    lastPath = location.pathname;
    if (from === null || from === lastPath) return;
    const heading = document.querySelector<HTMLElement>("#main h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }, []);

  return <Page title={prominent ? <span className={styles.prominent}>{title}</span> : title} {...page} />;
}
