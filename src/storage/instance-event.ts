import { lastEdit } from "#domain/instance/instance-edit.ts";
import type { EditedEvent, InstanceEvent } from "#domain/instance/instance-event.ts";
import type { Owner, Tx } from "./database.ts";
import type { InstanceEventTable } from "./schema.ts";

/** Appends to the log of an instance. Throws StorageError 'unique' when that seq is taken. */
export async function insertInstanceEvent(tx: Tx, owner: Owner, instanceId: string, event: InstanceEvent) {
  const { seq, type, at, timeZone } = event;
  const payload = JSON.stringify(event.payload);
  await tx
    .insertInto("instanceEvent")
    .values({ userId: owner, instanceId, seq, type, at, timeZone, payload })
    .execute();
}

/** The whole log of an instance, oldest first; empty when this person has no such instance. */
export async function listInstanceEvents(tx: Tx, owner: Owner, instanceId: string): Promise<InstanceEvent[]> {
  const rows = await selectEvents(tx, owner).where("instanceId", "=", instanceId).orderBy("seq").execute();
  return rows.map(eventOfRow);
}

/** For each of these instances that has one, the newest edit that was not taken back. */
export async function findLastEdits(tx: Tx, owner: Owner, instanceIds: readonly string[]) {
  const edits = new Map<string, EditedEvent>();
  if (instanceIds.length === 0) return edits;
  const rows = await selectEvents(tx, owner)
    .where("instanceId", "in", instanceIds)
    .where("type", "=", "edited")
    .orderBy("instanceId")
    .orderBy("seq")
    .execute();
  for (const [id, group] of Map.groupBy(rows, (row) => row.instanceId)) {
    const edit = lastEdit(group.map(eventOfRow));
    if (edit) edits.set(id, edit);
  }
  return edits;
}

function selectEvents(tx: Tx, owner: Owner) {
  return tx.selectFrom("instanceEvent").selectAll().where("userId", "=", owner);
}

function eventOfRow({ seq, type, at, timeZone, payload }: InstanceEventTable): InstanceEvent {
  // Type and payload were written together, by `insertInstanceEvent` or an import.
  return { seq, type, at, timeZone, payload: JSON.parse(payload) as unknown } as InstanceEvent;
}
