import { sql } from "kysely";
import type { Owner, Tx } from "./database.ts";

/** What a person has done with a task so far. */
export interface TaskUse {
  /** The newest go that is neither completed nor cancelled. */
  openInstanceId: string | null;
  openInstanceDueAt: number | null;
  completedCount: number;
  lastCompletedAt: number | null;
  canTakeBack: boolean;
}

export const unused: TaskUse = {
  openInstanceId: null,
  openInstanceDueAt: null,
  completedCount: 0,
  lastCompletedAt: null,
  canTakeBack: false,
};

/** The use of several tasks; edits older than `editsSince` (epoch milliseconds) can no longer be taken back. */
export async function findTaskUses(tx: Tx, owner: Owner, taskIds: readonly string[], editsSince: number) {
  const uses = new Map<string, TaskUse>(taskIds.map((id) => [id, { ...unused }]));
  if (taskIds.length === 0) return uses;
  const completed = await tx
    .selectFrom("instance")
    .select((select) => [
      "taskId",
      select.fn.countAll<number>().as("count"),
      select.fn.max("completedAt").as("last"),
    ])
    .where("userId", "=", owner)
    .where("taskId", "in", taskIds)
    .where("completedAt", "is not", null)
    .where("deletedAt", "is", null)
    .groupBy("taskId")
    .execute();
  for (const row of completed) {
    Object.assign(uses.get(row.taskId) ?? {}, { completedCount: row.count, lastCompletedAt: row.last });
  }
  const open = await tx
    .selectFrom("instance")
    .select(["id", "taskId", "dueAt"])
    .where("userId", "=", owner)
    .where("taskId", "in", taskIds)
    // What is open, said as instance_open_idx says it.
    .where("deletedAt", "is", null)
    .where("completedAt", "is", null)
    .where("cancelledAt", "is", null)
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
  for (const row of open) {
    Object.assign(uses.get(row.taskId) ?? {}, { openInstanceId: row.id, openInstanceDueAt: row.dueAt });
  }
  const edited = await tx
    .selectFrom("taskEdit")
    .select(["taskId", sql<number>`count(*)`.as("count")])
    .where("userId", "=", owner)
    .where("taskId", "in", taskIds)
    .where("takenBackAt", "is", null)
    .where("at", ">=", editsSince)
    .groupBy("taskId")
    .execute();
  for (const row of edited) Object.assign(uses.get(row.taskId) ?? {}, { canTakeBack: true });
  return uses;
}
