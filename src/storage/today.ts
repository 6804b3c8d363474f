import type { Owner, Tx } from "./database.ts";

/** What is running or paused, the last touched first. */
export async function listRunningIds(tx: Tx, owner: Owner, limit: number): Promise<string[]> {
  const rows = await visible(tx, owner)
    .select("id")
    .where("state", "in", ["active", "paused"])
    .orderBy("updatedAt", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** How many are planned or forecast but not begun. */
export async function countPlanned(tx: Tx, owner: Owner): Promise<number> {
  return await count(visible(tx, owner).where("state", "in", ["planned", "initialized"]));
}

/** Of those, the ones with a due date first, soonest first, then the newest. */
export async function listPlannedIds(tx: Tx, owner: Owner, limit: number): Promise<string[]> {
  const rows = await visible(tx, owner)
    .select("id")
    .where("state", "in", ["planned", "initialized"])
    .orderBy((order) => order.case().when("dueAt", "is", null).then(1).else(0).end())
    .orderBy("dueAt")
    .orderBy("createdAt", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** How many were completed or cancelled on a day (YYYY-MM-DD). */
export async function countClosedOn(tx: Tx, owner: Owner, day: string): Promise<number> {
  return await count(visible(tx, owner).where("closedOn", "=", day));
}

/** The tasks used last that are in use and have nothing open. */
export async function listFreeTaskIds(tx: Tx, owner: Owner, limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom("task")
    .select("id")
    .where("userId", "=", owner)
    .where("deletedAt", "is", null)
    .where("retiredAt", "is", null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("instance")
            .select("instance.id")
            .where("instance.userId", "=", owner)
            .whereRef("instance.taskId", "=", "task.id")
            // What is open, said as instance_open_idx says it.
            .where("instance.deletedAt", "is", null)
            .where("instance.completedAt", "is", null)
            .where("instance.cancelledAt", "is", null),
        ),
      ),
    )
    .orderBy("lastUsedAt", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** When this person last did anything with a task or an instance (epoch milliseconds), or null. */
export async function findLastActivity(tx: Tx, owner: Owner): Promise<number | null> {
  const task = await tx
    .selectFrom("task")
    .select((select) => select.fn.max<number | null>("lastUsedAt").as("at"))
    .where("userId", "=", owner)
    .executeTakeFirst();
  // The index holds the times of each state, so each of these reads one entry.
  const states = ["planned", "initialized", "active", "paused", "completed", "cancelled"] as const;
  const times = await tx
    .selectNoFrom((select) =>
      states.map((state) =>
        select
          .selectFrom("instance")
          .select((inner) => inner.fn.max<number | null>("updatedAt").as("at"))
          .where("userId", "=", owner)
          .where("state", "=", state)
          .as(state),
      ),
    )
    .executeTakeFirst();
  const known = [task?.at, ...Object.values(times ?? {})].filter((at) => typeof at === "number");
  return known.length === 0 ? null : Math.max(...known);
}

/** Instances that are shown: neither deleted themselves nor with their task. */
function visible(tx: Tx, owner: Owner) {
  return tx
    .selectFrom("instance")
    .where("userId", "=", owner)
    .where("deletedAt", "is", null)
    .where("taskId", "not in", (tasks) =>
      tasks
        .selectFrom("task")
        .select("task.id")
        .where("task.userId", "=", owner)
        .where("task.deletedAt", "is not", null),
    );
}

async function count(query: ReturnType<typeof visible>): Promise<number> {
  const row = await query
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return row.count;
}
