const formats = new Map<string, Intl.DateTimeFormat>();

/** The day (YYYY-MM-DD) that an instant (epoch milliseconds) falls on in an IANA zone. Throws RangeError for an unknown zone. */
export function localDay(instant: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    formats.set(timeZone, format);
  }
  return format.format(instant);
}

/** Whole days from one day (YYYY-MM-DD) to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
