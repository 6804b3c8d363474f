import type { Person } from "#domain/account/person.ts";
import type { InstanceEvent } from "#domain/instance/instance-event.ts";
import { apply } from "#domain/instance/lifecycle.ts";
import type { Moment } from "#domain/time/moment.ts";
import type { Tx } from "#storage/database.ts";
import { findRunningInstances, recordInstanceEvent } from "#storage/instance.ts";

/** Stops the clocks of a task about to be deleted: when it is restored, the time in between was no work. */
export async function pauseRunning(tx: Tx, person: Person, taskId: string, at: Moment): Promise<void> {
  for (const { instance } of await findRunningInstances(tx, person.id, taskId)) {
    const event: InstanceEvent = {
      type: "paused",
      payload: {},
      seq: instance.eventCount + 1,
      at: at.now,
      timeZone: person.timeZone,
    };
    await recordInstanceEvent(tx, person.id, instance, apply(instance, event), event, () => at.newId());
  }
}
