import { useState } from "react";
import { chooseTheme, chosenTheme } from "../../lib/theme-choice.ts";
import { ChipGroup } from "../../ui/chip-group.tsx";
import type { Theme } from "../../ui/theme.ts";
import { copy } from "./copy.ts";

const options: readonly { value: Theme; label: string }[] = [
  { value: "system", label: copy.system },
  { value: "light", label: copy.light },
  { value: "dark", label: copy.dark },
];

/** Kept in this browser only. */
export function AppearanceSetting() {
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <ChipGroup
      label={copy.appearance}
      hideLabel
      options={options}
      value={theme}
      onChange={(chosen) => {
        const next = chosen ?? "system";
        setTheme(next);
        chooseTheme(next);
      }}
    />
  );
}
