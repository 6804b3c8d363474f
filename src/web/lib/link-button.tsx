import { createLink } from "@tanstack/react-router";
import type { ComponentProps } from "react";
import styles from "../ui/button.module.css";
import { classNames } from "../ui/class-names.ts";
import linkStyles from "./link-button.module.css";

interface AnchorProps extends Omit<ComponentProps<"a">, "className" | "style"> {
  variant?: "primary" | "quiet" | "link";
  wide?: boolean;
}

function Anchor({ variant = "quiet", wide = false, children, ...rest }: AnchorProps) {
  return (
    <a
      {...rest}
      className={classNames(styles.button, styles[variant], wide && styles.wide, linkStyles[variant])}
    >
      {children}
    </a>
  );
}

/** A way to another screen that looks like a button: still a link, so it opens in a new tab and says where it leads. */
export const LinkButton = createLink(Anchor);
