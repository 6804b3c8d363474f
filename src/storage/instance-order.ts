import { type RawBuilder, sql } from "kysely";
import type { CursorShape, CursorValue } from "./cursor.ts";

/** What a list of instances is made of: parts that follow each other, each in an order of its own. */
export type Part = "open" | "closed" | "deleted";
/** The sort key of a row. */
export type Keys = [CursorValue, CursorValue, CursorValue];

interface SortKey {
  readonly by: RawBuilder<string | number>;
  readonly descending: boolean;
}

const id: SortKey = { by: sql.ref("id"), descending: true };
const created: SortKey = { by: sql.ref("createdAt"), descending: true };

/** A total order for each part of the list. The day leads among the closed because an index holds it. */
export const instanceOrders: Record<Part, readonly [SortKey, SortKey, SortKey]> = {
  open: [
    { by: sql`coalesce(${sql.ref("dueAt")}, ${sql.lit(Number.MAX_SAFE_INTEGER)})`, descending: false },
    created,
    id,
  ],
  closed: [
    { by: sql.ref("closedOn"), descending: true },
    { by: sql`coalesce(${sql.ref("completedAt")}, ${sql.ref("cancelledAt")})`, descending: true },
    id,
  ],
  deleted: [{ by: sql.ref("deletedAt"), descending: true }, created, id],
};

/** What a cursor into each part holds: the part and the keys. */
export const instanceCursors: Record<Part, CursorShape> = {
  open: ["text", "number", "number", "text"],
  closed: ["text", "text", "number", "text"],
  deleted: ["text", "number", "number", "text"],
};

/** Rows behind the one with these keys. The first condition follows from the rest; it lets an index be used. */
export function laterThan(
  [one, two, three]: (typeof instanceOrders)[Part],
  [a, b, c]: Keys,
): RawBuilder<boolean> {
  const beyond = (key: SortKey, value: CursorValue) =>
    key.descending ? sql`${key.by} < ${value}` : sql`${key.by} > ${value}`;
  const reached = one.descending ? sql`${one.by} <= ${a}` : sql`${one.by} >= ${a}`;
  return sql`${reached} and (${beyond(one, a)} or (${one.by} = ${a} and (
    ${beyond(two, b)} or (${two.by} = ${b} and ${beyond(three, c)})
  )))`;
}
