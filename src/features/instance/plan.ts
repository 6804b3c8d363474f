import type { z } from "zod";
import { AppError } from "#contract/app-error.ts";
import type { instanceCreateSchema } from "#contract/instance.ts";
import type { Person } from "#domain/account/person.ts";
import type { InstanceEvent, PlannedPayload } from "#domain/instance/instance-event.ts";
import { apply } from "#domain/instance/lifecycle.ts";
import { daysBetween, localDay } from "#domain/time/local-day.ts";
import type { Moment } from "#domain/time/moment.ts";
import type { Tx } from "#storage/database.ts";
import { findLastCompletionDay, insertInstance, type StoredInstance } from "#storage/instance.ts";
import { findTask, touchTask } from "#storage/task.ts";
import { instantOf } from "./instant-of.ts";

/** Plans a go at a task. Throws not-found for a task that is not there, invalid-request for a retired one. */
export async function planInstance(
  tx: Tx,
  person: Person,
  input: z.output<typeof instanceCreateSchema>,
  at: Moment,
): Promise<StoredInstance> {
  const task = await findTask(tx, person.id, input.taskId);
  if (!task || task.deletedAt !== null) throw new AppError("not-found");
  if (task.retiredAt !== null) {
    throw new AppError("invalid-request", {
      fields: { taskId: "This task is put away. Bring it back first." },
    });
  }
  const payload: PlannedPayload = { id: at.newId(), taskId: task.id, taskVersion: task.version };
  if (input.dueAt !== undefined) payload.dueAt = instantOf(input.dueAt);
  if (input.description !== undefined) payload.description = input.description;
  if (input.place !== undefined) payload.place = input.place;
  const last = await findLastCompletionDay(tx, person.id, task.id);
  // A clock that was set back must not give a negative distance.
  if (last !== null)
    payload.daysSinceLast = Math.max(0, daysBetween(last, localDay(at.now, person.timeZone)));
  const event: InstanceEvent = {
    seq: 1,
    at: at.now,
    timeZone: person.timeZone,
    type: "planned",
    payload,
  };
  const instance = apply(null, event);
  await insertInstance(tx, person.id, instance, event, () => at.newId());
  await touchTask(tx, person.id, task.id, at.now);
  return { instance, taskName: task.name, taskType: task.taskType, lastEdit: undefined };
}
