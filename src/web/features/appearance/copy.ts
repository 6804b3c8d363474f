export const copy = {
  appearance: "Appearance",
  system: "As the device",
  light: "Light",
  dark: "Dark",
} as const;
