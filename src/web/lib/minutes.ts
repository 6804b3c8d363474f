import { dayMs, daysAndHours } from "../ui/clock-time.ts";

/** "25 min", "1 h", "1 h 20 min", "5 days 16 h"; "under a minute" below one. */
export function minutesInWords(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 1) return minutes > 0 ? "under a minute" : "0 min";
  if (whole * 60_000 >= dayMs) return daysAndHours(whole * 60_000);
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  return [hours > 0 ? `${hours} h` : "", rest > 0 ? `${rest} min` : ""].filter(Boolean).join(" ");
}

/** What was typed as minutes: a number, null for nothing, undefined for what cannot be read. Takes "25" and "12,5". */
export function typedMinutes(text: string): number | null | undefined {
  const trimmed = text.trim().replace(",", ".");
  if (trimmed === "") return null;
  const number = Number(trimmed);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

export const minutesSentence = "Minutes need to be a number, like 25.";
