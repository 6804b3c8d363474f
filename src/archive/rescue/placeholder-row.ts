import type { ExpectedColumn, ExpectedTable } from "#storage/dialect/damaged/expected-tables.ts";
import type { LostParent } from "#storage/dialect/damaged/rescued-rows.ts";
import { wordLists } from "#storage/dialect/damaged/row-fit.ts";
import type { Storable } from "#storage/dialect/storable.ts";
import type { MendContext } from "./mend-row.ts";

/** A row in the place of a lost one, so that the rows that refer to it keep their parent. */
export function placeholderRow(
  table: ExpectedTable,
  references: readonly string[],
  lost: LostParent,
  { now, idFor }: MendContext,
): readonly Storable[] {
  const known = new Map(references.map((name, index) => [name, lost.values[index] ?? null]));
  const own = String(known.get("id") ?? lost.values.at(-1));
  // Ends of ids are random, begins are times.
  const label = `recovered-${own.slice(-8).toLowerCase()}`;
  const named = namedByKey(table);
  const words = wordLists(table.checks);
  // All the placeholders of one person belong to one placeholder in their turn, not each to its own.
  const owner = String(known.get("user_id") ?? own);
  const idOf = (column: string) => idFor(`placeholder.${owner}.${table.name}.${column}`);
  return table.columns.map((column) => {
    const given = known.get(column.name);
    if (given !== undefined) return given;
    if (named.has(column.name)) return label;
    return filler(table, column, { words: words.get(column.name), largest: lost.largest, now, idOf });
  });
}

/** A column X_key that must be unique stands for X: both take the label. */
function namedByKey({ columns, unique }: ExpectedTable): ReadonlySet<string> {
  const names = new Set(columns.map(({ name }) => name));
  const keys = unique.flat().filter((name) => name.endsWith("_key"));
  return new Set([
    ...keys,
    ...keys.map((name) => name.slice(0, -"_key".length)).filter((name) => names.has(name)),
  ]);
}

function filler(
  table: ExpectedTable,
  { name, kind, nullable, initial }: ExpectedColumn,
  more: {
    readonly words: readonly string[] | undefined;
    readonly largest: number;
    readonly now: number;
    readonly idOf: (column: string) => string;
  },
): Storable {
  // A version or a number of events goes on from where its rows are; numbers that begin with 0 count something else.
  if (kind === "count" && !nullable && initial !== 0) return Math.max(Number(initial ?? 0), more.largest);
  if (nullable || initial !== null) return initial;
  if (kind === "id") return more.idOf(name);
  if (kind === "instant") return more.now;
  if (kind === "day") return new Date(more.now).toISOString().slice(0, 10);
  if (kind === "json") return "{}";
  if (kind !== "text") return 0;
  const [first] = more.words ?? [];
  const title = `Recovered ${table.name.replaceAll("_", " ")}`;
  if (first !== undefined) return first;
  if (name === "time_zone") return "UTC";
  return name === "name" ? title : title.toLowerCase();
}
