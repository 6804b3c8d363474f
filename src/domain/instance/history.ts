import type { Instance } from "./instance.ts";
import { differences } from "./instance-edit.ts";
import type { InstanceEvent, InstanceEventType } from "./instance-event.ts";
import { apply } from "./lifecycle.ts";

/** A field as it was before an event and after it; answers are named like `outcome.aversion`. */
export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

export interface HistoryLine {
  seq: number;
  type: InstanceEventType;
  at: number;
  /** What the person wrote about why. */
  reason: string | null;
  changes: FieldChange[];
}

/** What happened to an instance and what each event changed, oldest first. The first event changes nothing. */
export function historyOf(events: readonly InstanceEvent[]): HistoryLine[] {
  let before: Instance | null = null;
  return events.map((event) => {
    const after: Instance = apply(before, event);
    const changes = before === null ? [] : changesBetween(before, after);
    before = after;
    return { seq: event.seq, type: event.type, at: event.at, reason: reasonOf(event), changes };
  });
}

function changesBetween(before: Instance, after: Instance): FieldChange[] {
  const { forecast, outcome, provenance: _, ...plain } = differences(before, after);
  const progress = before.progress === after.progress ? {} : { progress: after.progress };
  return [
    ...fieldChanges("", before, { ...plain, ...progress }),
    ...fieldChanges("forecast.", before.forecast, forecast ?? {}),
    ...fieldChanges("outcome.", before.outcome, outcome ?? {}),
  ];
}

function fieldChanges(prefix: string, before: object, changed: object): FieldChange[] {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.entries(changed).map(([field, after]) => ({
    field: prefix + field,
    before: old.get(field),
    after,
  }));
}

function reasonOf(event: InstanceEvent): string | null {
  switch (event.type) {
    case "paused":
    case "postponed":
    case "cancelled":
      return event.payload.reason ?? null;
    default:
      return null;
  }
}
