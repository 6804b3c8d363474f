import type { Selectable } from "kysely";
import type { Owner, Tx } from "./database.ts";
import type { ImportedTable } from "./imported-keys.ts";
import type { Schema, WorkIntervalTable } from "./schema.ts";

/** How many rows are held at a time. */
const pageSize = 500;

/** A person's rows of a table in pages, by id, without deleted ones; instances of deleted tasks count as deleted. */
export async function* exportPages<T extends ImportedTable>(
  tx: Tx,
  owner: Owner,
  table: T,
): AsyncGenerator<Selectable<Schema[T]>[]> {
  let after = "";
  for (;;) {
    let query = tx
      // The columns named here are the same in all these tables; the type of a union is beyond the query builder.
      .selectFrom(table as "instance")
      .selectAll()
      .where("userId", "=", owner)
      .where("deletedAt", "is", null)
      .where("id", ">", after)
      .orderBy("id")
      .limit(pageSize);
    if (table === "instance") {
      query = query.where("taskId", "in", (select) =>
        select.selectFrom("task").select("id").where("userId", "=", owner).where("deletedAt", "is", null),
      );
    }
    const rows = await query.execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    // Rows of the table that was asked for, whatever the query builder was told.
    yield rows as unknown as Selectable<Schema[T]>[];
    if (rows.length < pageSize) return;
    after = last.id;
  }
}

/** An area a task is in. Those of deleted areas and tasks are left out. */
export interface ExportedTaskArea {
  readonly taskId: string;
  readonly areaId: string;
  readonly createdAt: number;
}

export async function listExportedTaskAreas(tx: Tx, owner: Owner): Promise<ExportedTaskArea[]> {
  return await tx
    .selectFrom("taskArea")
    .innerJoin("area", (join) =>
      join.onRef("area.userId", "=", "taskArea.userId").onRef("area.id", "=", "taskArea.areaId"),
    )
    .innerJoin("task", (join) =>
      join.onRef("task.userId", "=", "taskArea.userId").onRef("task.id", "=", "taskArea.taskId"),
    )
    .select(["taskArea.taskId", "taskArea.areaId", "taskArea.createdAt"])
    .where("taskArea.userId", "=", owner)
    .where("area.deletedAt", "is", null)
    .where("task.deletedAt", "is", null)
    .orderBy("taskArea.createdAt")
    .orderBy("taskArea.areaId")
    .orderBy("taskArea.taskId")
    .execute();
}

/** What the log of some instances says of postponements and pauses, in order. */
export interface LoggedReason {
  readonly instanceId: string;
  readonly type: string;
  readonly at: number;
  /** JSON. */
  readonly payload: string;
}

export async function listReasons(
  tx: Tx,
  owner: Owner,
  instanceIds: readonly string[],
): Promise<LoggedReason[]> {
  if (instanceIds.length === 0) return [];
  return await tx
    .selectFrom("instanceEvent")
    .select(["instanceId", "type", "at", "payload"])
    .where("userId", "=", owner)
    .where("instanceId", "in", instanceIds)
    .where("type", "in", ["postponed", "paused"])
    .orderBy("instanceId")
    .orderBy("seq")
    .execute();
}

export async function listIntervalsOf(
  tx: Tx,
  owner: Owner,
  instanceIds: readonly string[],
): Promise<WorkIntervalTable[]> {
  if (instanceIds.length === 0) return [];
  return await tx
    .selectFrom("workInterval")
    .selectAll()
    .where("userId", "=", owner)
    .where("instanceId", "in", instanceIds)
    .orderBy("instanceId")
    .orderBy("startedAt")
    .execute();
}

/** Rows that have no table here, file by file in their order. */
export async function listImportedRows(tx: Tx, owner: Owner) {
  return await tx
    .selectFrom("importedRow")
    .select(["file", "sourceId", "position", "content"])
    .where("userId", "=", owner)
    .orderBy("file")
    .orderBy("position")
    .orderBy("id")
    .execute();
}

/** The zone that the newest import read its times in; else the person's own. Undefined without such a person. */
export async function findExportZone(tx: Tx, owner: Owner): Promise<string | undefined> {
  const run = await tx
    .selectFrom("importRun")
    .select("timeZone")
    .where("userId", "=", owner)
    .where("state", "=", "done")
    .orderBy("createdAt", "desc")
    .limit(1)
    .executeTakeFirst();
  return run?.timeZone ?? (await findPersonZone(tx, owner));
}

export async function findPersonZone(tx: Tx, owner: Owner): Promise<string | undefined> {
  const row = await tx
    .selectFrom("userAccount")
    .select("timeZone")
    .where("id", "=", owner)
    .executeTakeFirst();
  return row?.timeZone;
}
