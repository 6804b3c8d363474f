import type { Task } from "#domain/task/task.ts";
import type { Owner, Tx } from "./database.ts";
import { rowOfTask, taskOfRow } from "./task-row.ts";

/** The task, deleted or not, or undefined when this person has none with that id. */
export async function findTask(tx: Tx, owner: Owner, id: string): Promise<Task | undefined> {
  const [task] = await findTasks(tx, owner, [id]);
  return task;
}

/** The tasks with these ids, in the order asked for; unknown ids are left out. */
export async function findTasks(tx: Tx, owner: Owner, ids: readonly string[]): Promise<Task[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom("task")
    .selectAll()
    .where("userId", "=", owner)
    .where("id", "in", ids)
    .execute();
  const areas = await listTaskAreas(tx, owner, ids);
  const tasks = new Map(rows.map((row) => [row.id, taskOfRow(row, areas.get(row.id) ?? [])]));
  return ids.flatMap((id) => tasks.get(id) ?? []);
}

/** Inserts a task and its areas. Throws StorageError 'foreign-key' for an area of nobody or of somebody else. */
export async function insertTask(tx: Tx, owner: Owner, task: Task): Promise<void> {
  await tx
    .insertInto("task")
    .values({
      ...rowOfTask(task),
      userId: owner,
      id: task.id,
      lastUsedAt: task.createdAt,
      source: null,
      sourceId: null,
      importId: null,
      importedAt: null,
      extra: "{}",
    })
    .execute();
  await insertTaskAreas(tx, owner, task.id, task.areaIds, task.createdAt);
}

/** Writes all of a task's content and areas. */
export async function updateTask(tx: Tx, owner: Owner, task: Task): Promise<void> {
  await tx
    .updateTable("task")
    .set(rowOfTask(task))
    .where("userId", "=", owner)
    .where("id", "=", task.id)
    .execute();
  const kept = new Set((await listTaskAreas(tx, owner, [task.id])).get(task.id));
  const wanted = new Set(task.areaIds);
  const gone = [...kept].filter((id) => !wanted.has(id));
  if (gone.length > 0) {
    await tx
      .deleteFrom("taskArea")
      .where("userId", "=", owner)
      .where("taskId", "=", task.id)
      .where("areaId", "in", gone)
      .execute();
  }
  const added = task.areaIds.filter((id) => !kept.has(id));
  await insertTaskAreas(tx, owner, task.id, added, task.updatedAt);
}

/** Notes that a task was used (planned, begun, closed), which moves it to the top of the lists. */
export async function touchTask(tx: Tx, owner: Owner, id: string, now: number): Promise<void> {
  await tx
    .updateTable("task")
    .set({ lastUsedAt: now })
    .where("userId", "=", owner)
    .where("id", "=", id)
    .where("lastUsedAt", "<", now)
    .execute();
}

async function insertTaskAreas(tx: Tx, owner: Owner, taskId: string, areaIds: string[], now: number) {
  if (areaIds.length === 0) return;
  const rows = areaIds.map((areaId) => ({ userId: owner, taskId, areaId, createdAt: now, importId: null }));
  await tx.insertInto("taskArea").values(rows).execute();
}

async function listTaskAreas(tx: Tx, owner: Owner, taskIds: readonly string[]) {
  const rows = await tx
    .selectFrom("taskArea")
    .select(["taskId", "areaId"])
    .where("userId", "=", owner)
    .where("taskId", "in", taskIds)
    .orderBy("createdAt")
    .orderBy("areaId")
    .execute();
  const areas = new Map<string, string[]>();
  for (const { taskId, areaId } of rows) areas.set(taskId, [...(areas.get(taskId) ?? []), areaId]);
  return areas;
}
