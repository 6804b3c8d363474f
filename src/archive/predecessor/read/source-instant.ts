import { IANAZone } from "luxon";
import type { SourceTime, SourceTimePrecision } from "./source-time.ts";

/** An instant in epoch milliseconds, and what was odd about the wall clock it came from. */
export interface SourceInstant {
  readonly instant: number;
  /**
   * `nonexistent`: the clock was put forward over it, so it is moved forward by the same amount.
   * `ambiguous`: the clock was put back over it, so it happened twice; the first one is taken.
   */
  readonly flag: "nonexistent" | "ambiguous" | null;
}

const day = 86_400_000;

/** Reads a source's times in one zone. Days without a change of the clock are remembered, so that it is cheap. */
export class SourceClock {
  readonly #zone: IANAZone;
  readonly #quietDays = new Map<number, number | null>();
  readonly #midnights = new Map<number, number>();

  /** @throws RangeError if `zone` is no IANA zone. */
  constructor(zone: string) {
    if (!IANAZone.isValidZone(zone)) throw new RangeError("not a time zone");
    this.#zone = IANAZone.create(zone);
  }

  /** The instant of a time: its own offset if written, UTC where the table is kept in UTC, else this clock's zone. */
  toInstant(time: SourceTime): SourceInstant {
    if (time.offset !== null) return { instant: time.wall - time.offset * 60_000, flag: null };
    if (time.basis === "utc") return { instant: time.wall, flag: null };
    const quiet = this.#offsetOfQuietDay(Math.floor(time.wall / day));
    if (quiet !== null) return { instant: time.wall - quiet, flag: null };
    return this.#resolve(time.wall);
  }

  /** The wall clock at an instant as text, the way the predecessor writes it; the inverse of `toInstant`. */
  format(instant: number, precision: SourceTimePrecision, separator: " " | "T" = " "): string {
    const iso = new Date(instant + this.#offset(instant)).toISOString();
    const date = iso.slice(0, 10);
    if (precision === "day") return date;
    const end = precision === "minute" ? 16 : precision === "second" ? 19 : 23;
    return `${date}${separator}${iso.slice(11, end)}${precision === "fraction" ? "000" : ""}`;
  }

  /** Milliseconds east of UTC, or null if the clock changes within a day of this one. */
  #offsetOfQuietDay(number: number): number | null {
    const known = this.#quietDays.get(number);
    if (known !== undefined) return known;
    const before = this.#offsetOfMidnight(number - 1);
    const quiet = [0, 1, 2].every((later) => this.#offsetOfMidnight(number + later) === before);
    const answer = quiet ? before : null;
    this.#quietDays.set(number, answer);
    return answer;
  }

  /** Of midnight in UTC: neighbouring days ask for the same ones. */
  #offsetOfMidnight(number: number): number {
    const known = this.#midnights.get(number);
    if (known !== undefined) return known;
    const offset = this.#offset(number * day);
    this.#midnights.set(number, offset);
    return offset;
  }

  #resolve(wall: number): SourceInstant {
    // Offsets before and after any change near this wall clock; the larger one gives the earlier instant.
    const before = this.#offset(wall - day);
    const after = this.#offset(wall + day);
    const fits = [before, after].filter((offset) => this.#offset(wall - offset) === offset);
    const [first = before, second = first] = fits;
    if (fits.length === 0) return { instant: wall - before, flag: "nonexistent" };
    return { instant: wall - Math.max(first, second), flag: first === second ? null : "ambiguous" };
  }

  #offset(instant: number): number {
    return this.#zone.offset(instant) * 60_000;
  }
}

/** The zone if it is one that exists. */
export function validZone(zone: string | null): string | null {
  return zone !== null && IANAZone.isValidZone(zone) ? zone : null;
}
