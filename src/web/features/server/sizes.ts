const units = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** "12 MB", "1.4 GB", "1 byte". */
export function bytesInWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  if (unit === 0) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** "21 Nov 2026, 14:30" in the person's zone, for a table. */
export function shortMoment(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone }).format(
    Date.parse(instant),
  );
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago one moment was at another, both epoch milliseconds: "just now", "5 minutes ago", "3 days ago". */
export function agoInWords(then: number, now: number): string {
  const passed = now - then;
  if (passed < minute) return "just now";
  if (passed < hour) return count(Math.floor(passed / minute), "minute");
  if (passed < 2 * day) return count(Math.floor(passed / hour), "hour");
  return count(Math.floor(passed / day), "day");
}

function count(value: number, unit: string): string {
  return `${value} ${unit}${value === 1 ? "" : "s"} ago`;
}
