import { type Instance, isOpen } from "#domain/instance/instance.ts";
import { takingBack } from "#domain/instance/instance-edit.ts";
import type { EditedEvent } from "#domain/instance/instance-event.ts";
import { isWithinUndo } from "#domain/instance/lifecycle.ts";
import { workedMs } from "#domain/instance/work-clock.ts";
import { undoWindowMs } from "#domain/time/undo-window.ts";
import type { InstanceView } from "../instance.ts";
import { isoOf, isoOrNull } from "./iso.ts";

/** An instance with what is shown beside it. */
interface Shown {
  instance: Instance;
  taskName: string;
  taskType: string | null;
  lastEdit: EditedEvent | undefined;
}

/** An instance as it is sent out at `now` (epoch milliseconds). */
export function instanceView({ instance, taskName, taskType, lastEdit }: Shown, now: number): InstanceView {
  return {
    id: instance.id,
    taskId: instance.taskId,
    taskName,
    taskType,
    taskVersion: instance.taskVersion,
    state: instance.state,
    createdAt: isoOf(instance.createdAt),
    updatedAt: isoOf(instance.updatedAt),
    deletedAt: isoOrNull(instance.deletedAt),
    initializedAt: isoOrNull(instance.initializedAt),
    firstStartedAt: isoOrNull(instance.firstStartedAt),
    completedAt: isoOrNull(instance.completedAt),
    cancelledAt: isoOrNull(instance.cancelledAt),
    dueAt: isoOrNull(instance.dueAt),
    closedOn: instance.closedOn,
    postponedCount: instance.postponedCount,
    description: instance.description,
    place: instance.place,
    forecast: instance.forecast,
    outcome: instance.outcome,
    reliefChange: instance.reliefChange,
    capacityChange: instance.capacityChange,
    progress: instance.progress,
    note: instance.note,
    cancelCategory: instance.cancelCategory,
    cancelReason: instance.cancelReason,
    provenance: instance.provenance,
    clock: {
      running: instance.state === "active",
      workedMs: workedMs(instance, now),
      asOf: isoOf(now),
    },
    eventCount: instance.eventCount,
    undoUntil: isoOrNull(undoUntil(instance, now)),
    canTakeBackEdit: canTakeBack(instance, lastEdit, now),
  };
}

/** Until when a deletion, a finish or a cancellation can be undone. */
function undoUntil(instance: Instance, now: number): number | null {
  const closedAt = isOpen(instance.state) ? null : (instance.completedAt ?? instance.cancelledAt);
  const done = instance.deletedAt ?? closedAt;
  return done !== null && isWithinUndo(done, now) ? done + undoWindowMs : null;
}

function canTakeBack(instance: Instance, edit: EditedEvent | undefined, now: number): boolean {
  if (edit === undefined || instance.deletedAt !== null || !isWithinUndo(edit.at, now)) return false;
  return takingBack(instance, edit) !== null;
}
