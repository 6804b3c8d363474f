export type SourceTimePrecision = "day" | "minute" | "second" | "fraction";
export type SourceTimeBasis = "source-zone" | "utc";

/** A time exactly as written, with its wall clock already taken apart. `toInstant` makes an instant of it. */
export interface SourceTime {
  readonly text: string;
  readonly precision: SourceTimePrecision;
  /** The wall clock, counted as if it were UTC, in epoch milliseconds (finer digits are in `text`). */
  readonly wall: number;
  /** Minutes east of UTC if the text says so (`Z` = 0), else null. */
  readonly offset: number | null;
  /** How a time without offset is to be read: the zone of the predecessor's server, or UTC (domain.md 2.2.2). */
  readonly basis: SourceTimeBasis;
}

/** Reads `YYYY-MM-DD[( |T)HH:MM[:SS[.fraction]]][Z|±HH:MM]` and spreadsheets' `D.M.YYYY H:MM`; null if it is neither. */
export function parseSourceTime(text: string, basis: SourceTimeBasis): SourceTime | null {
  return parseCommon(text, basis) ?? parseAny(text, basis);
}

/** The two forms nearly every cell has, without a regular expression: this runs a few hundred thousand times per import. */
function parseCommon(text: string, basis: SourceTimeBasis): SourceTime | null {
  const minutes = text.length === 16;
  if (!minutes && !(text.length === 26 && text.charCodeAt(16) === 58 && text.charCodeAt(19) === 46))
    return null;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(13) !== 58) return null;
  const separator = text.charCodeAt(10);
  if (separator !== 32 && separator !== 84) return null;
  const fraction = minutes ? 0 : digits(text, 20, 26);
  const wall = wallOf(
    digits(text, 0, 4),
    digits(text, 5, 7),
    digits(text, 8, 10),
    digits(text, 11, 13),
    digits(text, 14, 16),
    minutes ? 0 : digits(text, 17, 19),
    Math.floor(fraction / 1000),
  );
  if (wall === null) return null;
  return { text, precision: minutes ? "minute" : "fraction", wall, offset: null, basis };
}

const iso =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)? ?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i;
const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

function parseAny(given: string, basis: SourceTimeBasis): SourceTime | null {
  const text = given.trim();
  if (text.length > 48) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] =
    iso.exec(text) ?? reorder(dotted.exec(text)) ?? [];
  if (year === undefined) return null;
  const wall = wallOf(
    Number(year),
    Number(month),
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
    Number((fraction ?? "").padEnd(3, "0").slice(0, 3)),
  );
  const offset = zone === undefined ? null : offsetOf(zone);
  if (wall === null || offset === undefined) return null;
  const precision =
    hour === undefined
      ? "day"
      : second === undefined
        ? "minute"
        : fraction === undefined
          ? "second"
          : "fraction";
  return { text, precision, wall, offset, basis };
}

function reorder(match: RegExpExecArray | null): (string | undefined)[] | null {
  return match === null ? null : [match[0], match[3], match[2], match[1], match[4], match[5], match[6]];
}

/** Minutes of `Z`, `UTC`, `+02`, `+0200`, `-03:30`; undefined if out of range. */
function offsetOf(zone: string): number | null | undefined {
  const upper = zone.toUpperCase();
  if (upper === "Z" || upper === "UTC") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = zone.length > 3 ? Number(zone.slice(-2)) : 0;
  if (hours > 18 || minutes > 59) return undefined;
  const total = hours * 60 + minutes;
  return zone.startsWith("-") ? -total : total;
}

/** The number in text[from, to), or NaN if anything in it is not a digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Epoch milliseconds of a wall clock read as UTC; null for a day or hour that does not exist. */
function wallOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  milli: number,
): number | null {
  // Comparisons are written so that NaN fails them. Years before 100 would be read as 19xx by Date.UTC.
  if (!(year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return null;
  if (!(hour <= 23 && minute <= 59 && second <= 59 && milli <= 999)) return null;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, milli);
  return day > 28 && new Date(wall).getUTCDate() !== day ? null : wall;
}
