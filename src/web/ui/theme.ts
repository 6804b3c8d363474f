export type Theme = "system" | "light" | "dark";

/** Shows the given appearance at once; "system" follows the device. Keeping the choice is the caller's part. */
export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") root.removeAttribute("data-theme");
  else root.setAttribute("data-theme", theme);
}
