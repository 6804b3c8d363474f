import { daysBetween, localDay } from "#domain/time/local-day.ts";
import { serverNow } from "./server-clock.ts";

/** Today (YYYY-MM-DD) in the person's zone. */
export function today(timeZone: string): string {
  return localDay(serverNow(), timeZone);
}

/** The day (YYYY-MM-DD) of an instant in the person's zone. */
export function dayOf(instant: string, timeZone: string): string {
  return localDay(Date.parse(instant), timeZone);
}

/**
 * A day in words, as seen from today: "today", "tomorrow", "Tuesday" within six days either way, "12 March",
 * "12 March 2025".
 */
export function dayInWords(day: string, timeZone: string): string {
  const distance = daysBetween(today(timeZone), day);
  if (distance === 0) return "today";
  if (distance === 1) return "tomorrow";
  if (distance === -1) return "yesterday";
  const form: Intl.DateTimeFormatOptions =
    Math.abs(distance) < 7
      ? { weekday: "long" }
      : day.slice(0, 4) === today(timeZone).slice(0, 4)
        ? { day: "numeric", month: "long" }
        : { day: "numeric", month: "long", year: "numeric" };
  return new Intl.DateTimeFormat("en-GB", { ...form, timeZone: "UTC" }).format(Date.parse(day));
}

/** "12 Mar", for places with little room. */
export function shortDay(day: string): string {
  const form: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", timeZone: "UTC" };
  return new Intl.DateTimeFormat("en-GB", form).format(Date.parse(day));
}

/** "12 March 2026". */
export function fullDay(day: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(Date.parse(day));
}

/** "12 March 2026, 14:05" in the person's zone. */
export function momentInWords(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone }).format(
    Date.parse(instant),
  );
}

/** The instant that stands for a whole day in a zone: its noon, which no change of clocks moves to another day. */
export function instantOfDay(day: string, timeZone: string): string {
  const noon = Date.parse(`${day}T12:00:00Z`);
  return new Date(noon - zoneOffsetMs(noon, timeZone)).toISOString();
}

function zoneOffsetMs(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return shown - instant;
}
