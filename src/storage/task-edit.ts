import type { TaskContent } from "#domain/task/task.ts";
import type { Owner, Tx } from "./database.ts";

/** An edit of a task: the fields it changed, as they were and as they became. */
export interface TaskEdit {
  taskId: string;
  /** The version the edit made. */
  version: number;
  at: number;
  before: Partial<TaskContent>;
  after: Partial<TaskContent>;
}

export async function insertTaskEdit(tx: Tx, owner: Owner, edit: TaskEdit): Promise<void> {
  await tx
    .insertInto("taskEdit")
    .values({
      userId: owner,
      taskId: edit.taskId,
      version: edit.version,
      at: edit.at,
      before: JSON.stringify(edit.before),
      after: JSON.stringify(edit.after),
      takenBackAt: null,
    })
    .execute();
}

/** The newest edit made since an instant that was not taken back. */
export async function findLastTaskEdit(tx: Tx, owner: Owner, taskId: string, since: number) {
  const row = await tx
    .selectFrom("taskEdit")
    .select(["taskId", "version", "at", "before", "after"])
    .where("userId", "=", owner)
    .where("taskId", "=", taskId)
    .where("takenBackAt", "is", null)
    .where("at", ">=", since)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && { ...row, before: contentOf(row.before), after: contentOf(row.after) };
}

export async function markTaskEditTakenBack(
  tx: Tx,
  owner: Owner,
  edit: TaskEdit,
  now: number,
): Promise<void> {
  await tx
    .updateTable("taskEdit")
    .set({ takenBackAt: now })
    .where("userId", "=", owner)
    .where("taskId", "=", edit.taskId)
    .where("version", "=", edit.version)
    .execute();
}

function contentOf(json: string): Partial<TaskContent> {
  // Written by insertTaskEdit and nothing else.
  return JSON.parse(json) as Partial<TaskContent>;
}
