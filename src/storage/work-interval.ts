import type { WorkInterval } from "#domain/instance/instance.ts";
import type { Owner, Tx } from "./database.ts";

/** The intervals of several instances, each list in the order they happened. */
export async function listWorkIntervals(tx: Tx, owner: Owner, instanceIds: readonly string[]) {
  const intervals = new Map<string, WorkInterval[]>(instanceIds.map((id) => [id, []]));
  if (instanceIds.length === 0) return intervals;
  const rows = await tx
    .selectFrom("workInterval")
    .select(["instanceId", "startedAt", "endedAt"])
    .where("userId", "=", owner)
    .where("instanceId", "in", instanceIds)
    .orderBy("startedAt")
    .execute();
  for (const { instanceId, startedAt, endedAt } of rows) {
    intervals.get(instanceId)?.push({ startedAt, endedAt });
  }
  // Two may begin in the same millisecond; the engines disagree about where null sorts, so this is done here.
  for (const list of intervals.values()) {
    list.sort((one, other) => one.startedAt - other.startedAt || endOf(one) - endOf(other));
  }
  return intervals;
}

/** Makes the rows equal to `after`. Intervals are only ever added at the end, or the running one ended. */
export async function saveWorkIntervals(
  tx: Tx,
  owner: Owner,
  instanceId: string,
  change: { before: readonly WorkInterval[]; after: readonly WorkInterval[] },
  newId: () => string,
): Promise<void> {
  const { before, after } = change;
  const ended = after[before.length - 1]?.endedAt;
  if (typeof ended === "number" && before.at(-1)?.endedAt === null) {
    await tx
      .updateTable("workInterval")
      .set({ endedAt: ended })
      .where("userId", "=", owner)
      .where("instanceId", "=", instanceId)
      .where("endedAt", "is", null)
      .execute();
  }
  const added = after.slice(before.length);
  if (added.length === 0) return;
  const rows = added.map(({ startedAt, endedAt }) => ({
    userId: owner,
    id: newId(),
    instanceId,
    startedAt,
    endedAt,
  }));
  await tx.insertInto("workInterval").values(rows).execute();
}

function endOf({ endedAt }: WorkInterval): number {
  return endedAt ?? Number.MAX_SAFE_INTEGER;
}
