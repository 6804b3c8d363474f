export type SourceTimePrecision = "day" | "minute" | "second" | "fraction";

/** A time exactly as written, with its wall clock already taken apart. `toInstant` makes an instant of it. */
export interface SourceTime {
  readonly text: string;
  readonly precision: SourceTimePrecision;
  /** The wall clock, counted as if it were UTC, in epoch milliseconds (finer digits are in `text`). */
  readonly wall: number;
  /** Minutes east of UTC if the text says so (`Z` = 0), else null. */
  readonly offset: number | null;
  /** How a time without offset is to be read: the zone of the predecessor's server, or UTC (domain.md 2.2.2). */
  readonly basis: "source-zone" | "utc";
}
