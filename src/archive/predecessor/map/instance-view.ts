import type { EmotionValues } from "#domain/emotion/emotion-pair.ts";
import type { WorkInterval } from "#domain/instance/instance.ts";
import { workedMs } from "#domain/instance/work-clock.ts";
import type { InstanceTable } from "#storage/schema.ts";
import type { PredecessorExtra } from "./extra.ts";

/** A postponement that was made here. */
export interface Postponement {
  readonly at: number;
  readonly reason: string;
}

/** An instance of ours with what its export needs to know around it. */
export interface InstanceParts {
  readonly row: InstanceTable;
  readonly task: { readonly sourceId: string; readonly name: string };
  readonly intervals: readonly WorkInterval[];
  /** Postponements made here, from the log; those of the source are in `extra`. */
  readonly postponements?: readonly Postponement[];
  /** Why it was paused last, from the log. */
  readonly pauseReason?: string | null;
}

/** What sheets are filled from. */
export interface InstanceView extends InstanceParts {
  readonly extra: PredecessorExtra;
  /** By the predecessor's names. */
  readonly emotionsBefore: Record<string, number>;
  readonly emotionsAfter: Record<string, number>;
  /** A wall clock the way the predecessor writes it inside JSON. */
  readonly wallClock: (instant: number) => string;
}

/** Minutes of work before the running interval; null if there were none. */
export function minutesBefore({ row, intervals }: Pick<InstanceParts, "row" | "intervals">): number | null {
  const ended = intervals.filter(({ endedAt }) => endedAt !== null);
  if (ended.length === 0) return row.carriedMinutes;
  return rounded((row.carriedMinutes ?? 0) + workedMs(clocked([...ended], null), 0) / 60_000, 6);
}

/** Minutes it took: what was said, else the clock's, to two digits. */
export function minutesTaken({ row, intervals }: Pick<InstanceParts, "row" | "intervals">): number | null {
  if (row.outcomeMinutes !== null) return row.outcomeMinutes;
  if (row.completedAt === null || (intervals.length === 0 && row.carriedMinutes === null)) return null;
  return rounded(workedMs(clocked([...intervals], row.carriedMinutes), row.completedAt) / 60_000, 2);
}

function clocked(intervals: WorkInterval[], carriedMinutes: number | null) {
  return { intervals, carriedMinutes, deletedAt: null };
}

export function rounded(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

/** The emotions of a stored instance. */
export function emotionValuesOf(json: string): EmotionValues {
  // Written by our own code from EmotionValues.
  return json === "{}" ? {} : (JSON.parse(json) as EmotionValues);
}
