import type { Task } from "#domain/task/task.ts";
import { foldText } from "#domain/text/fold-text.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { Owner, Tx } from "./database.ts";
import { findTasks } from "./task.ts";

export interface TaskFilter {
  readonly show: "current" | "retired" | "deleted";
  readonly search?: string | undefined;
  readonly areaId?: string | undefined;
  /** For `deleted`: only those deleted since this instant. */
  readonly deletedSince: number;
}

export interface TaskPagePart {
  readonly tasks: Task[];
  readonly nextCursor: string | null;
}

/** One page of tasks, the last used first. A cursor that is not ours starts at the top. */
export async function listTasks(
  tx: Tx,
  owner: Owner,
  filter: TaskFilter,
  limit: number,
  cursor?: string,
): Promise<TaskPagePart> {
  let query = filtered(tx, owner, filter)
    .select(["id", "lastUsedAt"])
    .orderBy("lastUsedAt", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1);
  const [lastUsedAt, id] =
    (cursor === undefined ? undefined : decodeCursor(cursor, ["number", "text"])) ?? [];
  if (typeof lastUsedAt === "number" && typeof id === "string") {
    query = query.where((where) =>
      where.or([
        where("lastUsedAt", "<", lastUsedAt),
        where.and([where("lastUsedAt", "=", lastUsedAt), where("id", "<", id)]),
      ]),
    );
  }
  const rows = await query.execute();
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    tasks: await findTasks(
      tx,
      owner,
      page.map((row) => row.id),
    ),
    nextCursor: rows.length > limit && last ? encodeCursor([last.lastUsedAt, last.id]) : null,
  };
}

/** How many tasks a filter finds. */
export async function countTasks(tx: Tx, owner: Owner, filter: TaskFilter): Promise<number> {
  const row = await filtered(tx, owner, filter)
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return row.count;
}

function filtered(tx: Tx, owner: Owner, filter: TaskFilter) {
  let query = tx.selectFrom("task").where("userId", "=", owner);
  if (filter.show === "deleted") query = query.where("deletedAt", ">=", filter.deletedSince);
  else {
    query = query
      .where("deletedAt", "is", null)
      .where("retiredAt", filter.show === "retired" ? "is not" : "is", null);
  }
  for (const word of foldText(filter.search ?? "")
    .split(/\s+/u)
    .filter(Boolean)) {
    query = query.where("searchText", "like", `%${escapeLike(word)}%`);
  }
  const areaId = filter.areaId;
  if (areaId !== undefined) {
    query = query.where((where) =>
      where.exists(
        where
          .selectFrom("taskArea")
          .select("taskArea.areaId")
          .where("taskArea.userId", "=", owner)
          .where("taskArea.areaId", "=", areaId)
          .whereRef("taskArea.taskId", "=", "task.id"),
      ),
    );
  }
  return query;
}

/** A LIKE pattern has no escape character that both engines agree on: its wildcards match any one character instead. */
function escapeLike(word: string): string {
  return word.replace(/[%\\]/g, "_");
}
