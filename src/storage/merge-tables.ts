import type { Database, Tx } from "./database.ts";
import { describeTables } from "./dialect/introspect.ts";
import { type StoredTable, storedTablesOf } from "./stored-tables.ts";

/** A column that points at the id of another row of the same person. */
export interface RowReference {
  /** Place of the column in `StoredTable.columns`. */
  readonly at: number;
  readonly table: string;
}

/** What merging rows into a person's table has to know of it; all of it is read from the database. */
export interface MergeTable {
  readonly table: StoredTable;
  /** Place of the owner's column. */
  readonly owner: number;
  /** Places of the primary key's columns but the owner's. */
  readonly key: readonly number[];
  /** Places of the columns, but the owner's, of every other key that only one row may have. */
  readonly otherKeys: readonly (readonly number[])[];
  readonly references: readonly RowReference[];
  /**
   * The reference to the row that this one is a part of, for rows without a life of their own: an entry of a log, an edit,
   * a link. Null for rows that are deleted by themselves.
   */
  readonly partOf: RowReference | null;
}

/** The tables that hold rows of people, parents first, but that of the accounts. */
export async function mergeTablesOf(tx: Tx, engine: Database["engine"]): Promise<readonly MergeTable[]> {
  const described = await describeTables(tx, engine);
  const merged: MergeTable[] = [];
  for (const table of await storedTablesOf(tx, engine)) {
    if (table.owner !== "user_id") continue;
    const place = (name: string) => table.columns.findIndex((column) => column.name === name);
    const places = (names: readonly string[]) => names.filter((name) => name !== "user_id").map(place);
    const key = places(table.primaryKey);
    const references = (described[table.name]?.foreignKeys ?? []).flatMap(({ columns, table: parent }) =>
      places(columns).map((at) => ({ at, table: parent })),
    );
    merged.push({
      table,
      owner: place("user_id"),
      key,
      otherKeys: (described[table.name]?.unique ?? []).map(places),
      references,
      partOf: place("deleted_at") === -1 ? (parentOf(references, key) ?? null) : null,
    });
  }
  return merged;
}

/** The one row that a key begins with, else the only one pointed at. */
function parentOf(references: readonly RowReference[], key: readonly number[]): RowReference | undefined {
  return references.find(({ at }) => at === key[0]) ?? (references.length === 1 ? references[0] : undefined);
}
