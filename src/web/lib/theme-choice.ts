import { applyTheme, type Theme } from "../ui/theme.ts";

const storageName = "tas:theme";

/** The appearance chosen in this browser; "system" unless chosen. */
export function chosenTheme(): Theme {
  try {
    const kept = localStorage.getItem(storageName);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system";
  }
}

export function chooseTheme(theme: Theme): void {
  applyTheme(theme);
  try {
    if (theme === "system") localStorage.removeItem(storageName);
    else localStorage.setItem(storageName, theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
