import "react";

declare module "react" {
  // Lets a component hand a number to its own style sheet: style={{ "--share": 0.4 }}.
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined;
  }
}
