import type { PastInstance } from "#domain/insight/forecast-card.ts";
import type { Instance } from "#domain/instance/instance.ts";
import type { EditedEvent, InstanceEvent } from "#domain/instance/instance-event.ts";
import type { Owner, Tx } from "./database.ts";
import { findLastEdits, insertInstanceEvent } from "./instance-event.ts";
import { instanceOfRow, parseRecord, rowOfInstance } from "./instance-row.ts";
import { listWorkIntervals, saveWorkIntervals } from "./work-interval.ts";

/** An instance with what is shown beside it. */
export interface StoredInstance {
  instance: Instance;
  taskName: string;
  taskType: string | null;
  /** The newest edit that was not taken back, however old. */
  lastEdit: EditedEvent | undefined;
}

/** The instance, deleted or not; undefined when this person has none with that id or its task is deleted. */
export async function findInstance(tx: Tx, owner: Owner, id: string): Promise<StoredInstance | undefined> {
  const [stored] = await findInstances(tx, owner, [id]);
  return stored;
}

/** The instances with these ids, in the order asked for; unknown ids and those of deleted tasks are left out. */
export async function findInstances(tx: Tx, owner: Owner, ids: readonly string[]): Promise<StoredInstance[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom("instance")
    .innerJoin("task", (join) =>
      join.onRef("task.userId", "=", "instance.userId").onRef("task.id", "=", "instance.taskId"),
    )
    .selectAll("instance")
    .select(["task.name as taskName", "task.taskType"])
    .where("instance.userId", "=", owner)
    .where("instance.id", "in", ids)
    .where("task.deletedAt", "is", null)
    .execute();
  const intervals = await listWorkIntervals(tx, owner, ids);
  const edits = await findLastEdits(tx, owner, ids);
  const stored = new Map(
    rows.map((row) => [
      row.id,
      {
        instance: instanceOfRow(row, intervals.get(row.id) ?? []),
        taskName: row.taskName,
        taskType: row.taskType,
        lastEdit: edits.get(row.id),
      },
    ]),
  );
  return ids.flatMap((id) => stored.get(id) ?? []);
}

/** Inserts an instance with the first event of its log. Throws StorageError 'foreign-key' for a task not this person's. */
export async function insertInstance(
  tx: Tx,
  owner: Owner,
  instance: Instance,
  first: InstanceEvent,
  newId: () => string,
): Promise<void> {
  await tx
    .insertInto("instance")
    .values({
      ...rowOfInstance(instance),
      userId: owner,
      source: null,
      sourceId: null,
      importId: null,
      importedAt: null,
      extra: "{}",
    })
    .execute();
  await saveWorkIntervals(tx, owner, instance.id, { before: [], after: instance.intervals }, newId);
  await insertInstanceEvent(tx, owner, instance.id, first);
}

/** Appends an event and writes what it made of the instance: columns, intervals and log in one transaction. */
export async function recordInstanceEvent(
  tx: Tx,
  owner: Owner,
  before: Instance,
  after: Instance,
  event: InstanceEvent,
  newId: () => string,
): Promise<void> {
  await insertInstanceEvent(tx, owner, after.id, event);
  await tx
    .updateTable("instance")
    .set(rowOfInstance(after))
    .where("userId", "=", owner)
    .where("id", "=", after.id)
    .execute();
  await saveWorkIntervals(tx, owner, after.id, { before: before.intervals, after: after.intervals }, newId);
}

/** The instances of a task whose clock runs. */
export async function findRunningInstances(tx: Tx, owner: Owner, taskId: string): Promise<StoredInstance[]> {
  const rows = await tx
    .selectFrom("instance")
    .select("id")
    .where("userId", "=", owner)
    .where("taskId", "=", taskId)
    .where("state", "=", "active")
    .where("deletedAt", "is", null)
    .orderBy("id")
    .execute();
  return await findInstances(
    tx,
    owner,
    rows.map((row) => row.id),
  );
}

/** The day (YYYY-MM-DD) on which this task was last completed, or null. */
export async function findLastCompletionDay(tx: Tx, owner: Owner, taskId: string): Promise<string | null> {
  const row = await tx
    .selectFrom("instance")
    .select("closedOn")
    .where("userId", "=", owner)
    .where("taskId", "=", taskId)
    .where("completedAt", "is not", null)
    .where("deletedAt", "is", null)
    .orderBy("completedAt", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.closedOn ?? null;
}

/** Every completed instance of a task that has aversion both as forecast and as outcome, for the forecast card. */
export async function listPastAversion(tx: Tx, owner: Owner, taskId: string): Promise<PastInstance[]> {
  const rows = await tx
    .selectFrom("instance")
    .select(["id", "completedAt", "closedOn", "deletedAt", "cancelCategory", "provenance"])
    .select(["forecastAversion", "outcomeAversion"])
    .where("userId", "=", owner)
    .where("taskId", "=", taskId)
    .where("completedAt", "is not", null)
    .where("deletedAt", "is", null)
    .where("forecastAversion", "is not", null)
    .where("outcomeAversion", "is not", null)
    .execute();
  return rows.map(({ forecastAversion, outcomeAversion, provenance, ...row }) => ({
    ...row,
    state: "completed",
    provenance: parseRecord(provenance),
    forecast: { aversion: forecastAversion },
    outcome: { aversion: outcomeAversion },
  }));
}
