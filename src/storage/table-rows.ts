import { type Kysely, sql } from "kysely";
import type { Tx } from "./database.ts";
import { openTransactionOf } from "./dialect/open-transaction.ts";
import type { Storable } from "./dialect/storable.ts";
import type { StoredTable } from "./stored-tables.ts";

/** The values of a row in the order of its table's columns. */
export type Row = readonly Storable[];
/** A transaction of `Database`, or that of `exclusively`. */
export type AnyTx = Tx | Kysely<unknown>;

/** How many rows are held at a time. */
const chunkSize = 250;

/** All rows of a table, or those of one person, in the order of the primary key, in chunks. */
export async function* readTable(
  tx: AnyTx,
  table: StoredTable,
  options: { readonly owner?: string } = {},
): AsyncGenerator<Storable[][]> {
  const { owner } = options;
  if (owner !== undefined && table.owner === null) throw new Error(`Rows of ${table.name} belong to nobody.`);
  const columns = sql.join(table.columns.map(({ name }) => sql.id(name)));
  const order = sql.join(table.primaryKey.map((name) => sql.id(name)));
  const own =
    owner === undefined || table.owner === null ? sql`` : sql`where ${sql.id(table.owner)} = ${owner}`;
  const { sql: text, parameters } =
    sql`select ${columns} from ${sql.id(table.name)} ${own} order by ${order}`.compile(asKysely(tx));
  // Only the owner's id is bound.
  yield* openTransactionOf(tx).streamValues(text, parameters as Storable[], chunkSize);
}

/** Inserts rows; resolves to how many were new. With "skip" rows whose key exists are left as they are. */
export async function insertIntoTable(
  tx: AnyTx,
  table: StoredTable,
  rows: readonly Row[],
  onConflict: "fail" | "skip" = "fail",
): Promise<number> {
  return openTransactionOf(tx).insertRows(table.name, namesOf(table), rows, onConflict);
}

/** Inserts very many rows, the quickest way there is; on PostgreSQL inside `withoutForcedRowSecurity` only. */
export async function copyIntoTable(
  tx: AnyTx,
  table: StoredTable,
  chunks: AsyncIterable<readonly Row[]>,
): Promise<number> {
  return openTransactionOf(tx).copyRows(table.name, namesOf(table), chunks);
}

/** Deletes every row of the tables, children first. */
export async function emptyTables(tx: AnyTx, tables: readonly StoredTable[]): Promise<void> {
  for (const { name } of tables.toReversed()) await sql`delete from ${sql.id(name)}`.execute(asKysely(tx));
}

export async function countTable(tx: AnyTx, { name }: StoredTable): Promise<number> {
  const counted = await sql<{ rows: number }>`select count(*) as rows from ${sql.id(name)}`.execute(
    asKysely(tx),
  );
  return counted.rows[0]?.rows ?? 0;
}

function namesOf({ columns }: StoredTable): string[] {
  return columns.map(({ name }) => name);
}

/** Both kinds execute raw statements in the same way. */
function asKysely(tx: AnyTx): Kysely<unknown> {
  return tx as Kysely<unknown>;
}
