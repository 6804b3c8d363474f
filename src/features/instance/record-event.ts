import { AppError } from "#contract/app-error.ts";
import type { Person } from "#domain/account/person.ts";
import type { Instance } from "#domain/instance/instance.ts";
import type { InstanceEvent, InstanceEventBody, InstanceEventType } from "#domain/instance/instance-event.ts";
import { apply, type LifecycleRefusal, refuse } from "#domain/instance/lifecycle.ts";
import type { Moment } from "#domain/time/moment.ts";
import type { Tx } from "#storage/database.ts";
import { recordInstanceEvent, type StoredInstance } from "#storage/instance.ts";
import { findLastEdits } from "#storage/instance-event.ts";
import { touchTask } from "#storage/task.ts";

/** Events after which the task counts as just used. */
const using: ReadonlySet<InstanceEventType> = new Set(["started", "completed", "cancelled"]);

/** Lets an event happen and writes what it made. Throws lifecycle-refused, undo-expired or nothing-to-undo. */
export async function recordEvent(
  tx: Tx,
  person: Person,
  stored: StoredInstance,
  body: InstanceEventBody,
  at: Moment,
): Promise<StoredInstance> {
  const before = stored.instance;
  guard(before, body.type, at);
  const event: InstanceEvent = {
    ...body,
    seq: before.eventCount + 1,
    at: at.now,
    timeZone: person.timeZone,
  };
  const instance = apply(before, event);
  await recordInstanceEvent(tx, person.id, before, instance, event, () => at.newId());
  if (using.has(body.type)) await touchTask(tx, person.id, instance.taskId, at.now);
  if (body.type !== "edited") return { ...stored, instance };
  const edits = await findLastEdits(tx, person.id, [instance.id]);
  return { ...stored, instance, lastEdit: edits.get(instance.id) };
}

/** Throws when an event of this type cannot happen now. */
export function guard(instance: Instance, type: InstanceEventType, at: Moment): void {
  const refusal = refuse(instance, type, at.now);
  if (refusal) throw errorOf(refusal);
}

function errorOf(refusal: LifecycleRefusal): AppError {
  if (refusal.code !== "lifecycle-refused") return new AppError(refusal.code);
  return new AppError(refusal.code, { state: refusal.state, event: refusal.event });
}
