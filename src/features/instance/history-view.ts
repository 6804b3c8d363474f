import type { InstanceHistoryView } from "#contract/instance.ts";
import { isoOf } from "#contract/views/iso.ts";
import { type FieldChange, historyOf } from "#domain/instance/history.ts";
import type { InstanceEvent } from "#domain/instance/instance-event.ts";

/** The log of an instance as it is sent out, newest last. */
export function historyView(events: readonly InstanceEvent[]): InstanceHistoryView {
  return {
    items: historyOf(events).map(({ seq, type, at, reason, changes }) => ({
      seq,
      type,
      at: isoOf(at),
      reason,
      changes: changes.map(changeView),
    })),
  };
}

function changeView({ field, before, after }: FieldChange) {
  if (field !== "dueAt") return { field, before, after };
  return { field, before: instantView(before), after: instantView(after) };
}

function instantView(value: unknown): unknown {
  return typeof value === "number" ? isoOf(value) : value;
}
