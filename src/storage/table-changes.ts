import { type Kysely, sql } from "kysely";
import type { ForeignKeyDescription } from "./dialect/schema-description.ts";
import type { StoredTable } from "./stored-tables.ts";
import { type AnyTx, insertIntoTable, type Row } from "./table-rows.ts";

/** What is to become of rows of one table. */
export interface TableChanges {
  readonly inserts: Row[];
  readonly updates: Row[];
  readonly deletes: Row[];
}

/** Carries changes out by primary key. Resolves to how many rows could not be inserted, because another key was taken. */
export async function applyTableChanges(
  tx: AnyTx,
  table: StoredTable,
  { inserts, updates, deletes }: TableChanges,
): Promise<number> {
  const db = tx as Kysely<unknown>;
  for (const row of deletes) {
    await sql`delete from ${sql.id(table.name)} where ${isRow(table, row)}`.execute(db);
  }
  for (const row of updates) {
    const values = table.columns.map(({ name }, index) => sql`${sql.id(name)} = ${row[index] ?? null}`);
    await sql`update ${sql.id(table.name)} set ${sql.join(values)} where ${isRow(table, row)}`.execute(db);
  }
  const inserted = inserts.length === 0 ? 0 : await insertIntoTable(tx, table, inserts, "skip");
  return inserts.length - inserted;
}

/** Whether the row that `row` refers to is there; a reference with a null in it refers to nothing and is fine. */
export async function hasParent(
  tx: AnyTx,
  table: StoredTable,
  row: Row,
  { columns, table: parent, references }: ForeignKeyDescription,
): Promise<boolean> {
  const values = columns.map((column) => valueOf(table, row, column));
  if (values.includes(null)) return true;
  const found = references.map((reference, index) => sql`${sql.id(reference)} = ${values[index]}`);
  const { rows } =
    await sql`select 1 from ${sql.id(parent)} where ${sql.join(found, sql` and `)} limit 1`.execute(
      tx as Kysely<unknown>,
    );
  return rows.length > 0;
}

export function valueOf(table: StoredTable, row: Row, column: string) {
  return row[table.columns.findIndex(({ name }) => name === column)] ?? null;
}

function isRow(table: StoredTable, row: Row) {
  return sql.join(
    table.primaryKey.map((name) => sql`${sql.id(name)} = ${valueOf(table, row, name)}`),
    sql` and `,
  );
}
