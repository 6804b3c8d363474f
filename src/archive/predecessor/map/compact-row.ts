import type { CompactInstance } from "#domain/instance/compact-instance.ts";
import type { Forecast, InstanceState, Outcome, WorkInterval } from "#domain/instance/instance.ts";
import type { InstanceTable } from "#storage/schema.ts";

/**
 * A freshly imported row as its first event logs it, but for its provenance: what `compactInstance` makes of it, without the
 * detour, because this runs for every row of an import.
 */
export function compactRow(
  row: InstanceTable,
  forecast: Forecast,
  outcome: Outcome,
  intervals: readonly WorkInterval[],
): CompactInstance {
  const compact: CompactInstance = {
    id: row.id,
    taskId: row.taskId,
    taskVersion: row.taskVersion,
    // Every state of a row is one of ours.
    state: row.state as InstanceState,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    timeZone: row.timeZone,
  };
  if (row.initializedAt !== null) compact.initializedAt = row.initializedAt;
  if (row.firstStartedAt !== null) compact.firstStartedAt = row.firstStartedAt;
  if (row.completedAt !== null) compact.completedAt = row.completedAt;
  if (row.cancelledAt !== null) compact.cancelledAt = row.cancelledAt;
  if (row.dueAt !== null) compact.dueAt = row.dueAt;
  if (row.closedOn !== null) compact.closedOn = row.closedOn;
  if (row.postponedCount !== 0) compact.postponedCount = row.postponedCount;
  if (row.carriedMinutes !== null) compact.carriedMinutes = row.carriedMinutes;
  if (row.description !== "") compact.description = row.description;
  if (row.place !== null) compact.place = row.place;
  const before = answers(forecast);
  if (before !== null) compact.forecast = before;
  const after = answers(outcome);
  if (after !== null) compact.outcome = after;
  if (row.progress !== null) compact.progress = row.progress;
  if (row.note !== "") compact.note = row.note;
  if (row.cancelCategory !== null) compact.cancelCategory = row.cancelCategory;
  if (row.cancelReason !== "") compact.cancelReason = row.cancelReason;
  if (intervals.length > 0) {
    compact.intervals = intervals.map(({ startedAt, endedAt }) => ({ startedAt, endedAt }));
  }
  return compact;
}

type Readings = NonNullable<CompactInstance["forecast"] & CompactInstance["outcome"]>;

/** The readings that were given; null if there are none. */
function answers(readings: Forecast | Outcome): Readings | null {
  const given: Record<string, unknown> = {};
  let any = false;
  for (const [name, value] of Object.entries(readings)) {
    if (value === null || (name === "emotions" && isEmpty(readings.emotions))) continue;
    given[name] = value;
    any = true;
  }
  // Only nulls were left out of what are the readings of a forecast or an outcome.
  return any ? (given as Readings) : null;
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}
