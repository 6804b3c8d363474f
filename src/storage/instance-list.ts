import { type RawBuilder, sql } from "kysely";
import { openStates } from "#domain/instance/instance.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { Owner, Tx } from "./database.ts";
import { findInstances, type StoredInstance } from "./instance.ts";
import { instanceCursors, instanceOrders, type Keys, laterThan, type Part } from "./instance-order.ts";
import { instanceSearch } from "./instance-search.ts";

export interface InstanceFilter {
  readonly show: "open" | "closed" | "completed" | "cancelled" | "deleted" | "all";
  readonly taskId?: string | undefined;
  readonly search?: string | undefined;
  readonly cancelCategory?: string | undefined;
  /** First and last day (YYYY-MM-DD) on which it was closed. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** For `deleted`: only those deleted since this instant. */
  readonly deletedSince: number;
}

export interface InstancePagePart {
  readonly instances: StoredInstance[];
  readonly nextCursor: string | null;
}

/**
 * One page of instances. Open ones come first, by due date and then the newest; closed ones the latest day first,
 * deleted ones the latest deletion first. A cursor that is not ours starts at the top.
 */
export async function listInstances(
  tx: Tx,
  owner: Owner,
  filter: InstanceFilter,
  limit: number,
  cursor?: string,
): Promise<InstancePagePart> {
  const rows = await findPage(tx, owner, filter, limit + 1, cursor);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    instances: await findInstances(
      tx,
      owner,
      page.map((row) => row.id),
    ),
    nextCursor: rows.length > limit && last ? encodeCursor([last.part, ...keysOf(last)]) : null,
  };
}

const parts: Record<InstanceFilter["show"], readonly Part[]> = {
  open: ["open"],
  closed: ["closed"],
  completed: ["closed"],
  cancelled: ["closed"],
  deleted: ["deleted"],
  all: ["open", "closed"],
};

/** A search reads on in steps of this size, because only code can fold what was written in a note. */
const searchStep = 500;

async function findPage(tx: Tx, owner: Owner, filter: InstanceFilter, wanted: number, cursor?: string) {
  const search = await instanceSearch(tx, owner, filter.search);
  const step = search.words.length === 0 ? wanted : searchStep;
  const place = placeOf(cursor, parts[filter.show]);
  const found: (Row & { part: Part })[] = [];
  for (const part of parts[filter.show].slice(place.skip)) {
    let after = part === place.part ? place.keys : undefined;
    for (let full = true; full && found.length < wanted; ) {
      const rows = await select(tx, owner, filter, part, search.narrowing, step, after);
      for (const row of rows) if (search.matches(row)) found.push({ ...row, part });
      const last = rows.at(-1);
      after = last && keysOf(last);
      full = rows.length === step;
    }
  }
  return found.slice(0, wanted);
}

type Row = { id: string; taskId: string; note: string; description: string } & Record<
  "first" | "second" | "third",
  string | number
>;

function keysOf(row: Row): Keys {
  return [row.first, row.second, row.third];
}

/** Where a cursor points: how many parts of the list lie before it, and the keys of the last row seen. */
function placeOf(cursor: string | undefined, of: readonly Part[]) {
  for (const [skip, part] of cursor === undefined ? [] : of.entries()) {
    const [named, first, second, third] = decodeCursor(cursor ?? "", instanceCursors[part]) ?? [];
    if (named !== part || first === undefined || second === undefined || third === undefined) continue;
    const keys: Keys = [first, second, third];
    return { skip, part, keys };
  }
  return { skip: 0, part: undefined, keys: undefined };
}

async function select(
  tx: Tx,
  owner: Owner,
  filter: InstanceFilter,
  part: Part,
  narrowing: RawBuilder<boolean>,
  limit: number,
  after: Keys | undefined,
): Promise<Row[]> {
  const [first, second, third] = instanceOrders[part];
  let query = tx
    .selectFrom("instance")
    .select(["id", "taskId", "note", "description"])
    .select([first.by.as("first"), second.by.as("second"), third.by.as("third")])
    .where("userId", "=", owner)
    // Not a join, so that the instances' own index gives the order.
    .where("taskId", "not in", (tasks) =>
      tasks
        .selectFrom("task")
        .select("task.id")
        .where("task.userId", "=", owner)
        .where("task.deletedAt", "is not", null),
    )
    .where(narrowing)
    .where(inPart(filter, part));
  if (filter.taskId !== undefined) query = query.where("taskId", "=", filter.taskId);
  if (filter.cancelCategory !== undefined) query = query.where("cancelCategory", "=", filter.cancelCategory);
  if (filter.from !== undefined) query = query.where("closedOn", ">=", filter.from);
  if (filter.to !== undefined) query = query.where("closedOn", "<=", filter.to);
  if (after) query = query.where(laterThan(instanceOrders[part], after));
  for (const key of instanceOrders[part]) query = query.orderBy(key.by, key.descending ? "desc" : "asc");
  return query.limit(limit).execute();
}

function inPart({ show, deletedSince }: InstanceFilter, part: Part): RawBuilder<boolean> {
  const deletedAt = sql.ref("deletedAt");
  if (part === "deleted") return sql`${deletedAt} >= ${deletedSince}`;
  if (part === "open") {
    return sql`${deletedAt} is null and ${sql.ref("state")} in (${sql.join([...openStates])})`;
  }
  const closed = sql`${deletedAt} is null and ${sql.ref("closedOn")} is not null`;
  // Not by state: that would draw an engine to the index of states, and away from the one that has this order.
  if (show === "completed") return sql`${closed} and ${sql.ref("completedAt")} is not null`;
  if (show === "cancelled") return sql`${closed} and ${sql.ref("cancelledAt")} is not null`;
  return sql`${closed}`;
}
