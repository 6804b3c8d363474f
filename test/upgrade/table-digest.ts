import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type Database, everyone, type Tx } from "#storage/database.ts";
import { describeSchema } from "#storage/dialect/introspect.ts";
import { ledgerTable } from "#storage/migration-ledger.ts";

export interface TableShape {
  /** The primary key, in its order. */
  readonly key: readonly string[];
  /** Every column, by name. */
  readonly columns: readonly string[];
}

export interface TableDigest extends TableShape {
  readonly rows: number;
  /** SHA-256 of the rows by primary key, each the JSON list of its values and a line feed. */
  readonly sha256: string;
}

export type Tables<T> = Readonly<Record<string, T>>;

/** The tables as they are now. The ledger is not among them: every migration adds to it. */
export async function tableShapes(database: Database): Promise<Tables<TableShape>> {
  const described = Object.entries(await describeSchema(database)).filter(([name]) => name !== ledgerTable);
  return Object.fromEntries(
    described.map(([name, { primaryKey, columns }]) => [
      name,
      { key: primaryKey, columns: Object.keys(columns).toSorted() },
    ]),
  );
}

/** What these tables hold in these columns: equal on both engines exactly if the rows are. */
export async function digestTables(
  database: Database,
  shapes: Tables<TableShape>,
): Promise<Tables<TableDigest>> {
  return database.read(everyone, async (tx) => {
    const digests: [string, TableDigest][] = [];
    for (const [name, { key, columns }] of Object.entries(shapes)) {
      const rows = await readTable(tx, name, { key, columns });
      const hash = createHash("sha256");
      for (const row of rows) hash.update(`${JSON.stringify(row)}\n`);
      digests.push([name, { key, columns, rows: rows.length, sha256: hash.digest("hex") }]);
    }
    return Object.fromEntries(digests);
  });
}

/** The rows of a table by primary key, as lists of values in the order of `columns`. */
export async function readTable(tx: Tx, table: string, { key, columns }: TableShape): Promise<unknown[][]> {
  // Short aliases read the same with name mapping and without.
  const named = columns.map((column, at) => sql`${sql.id(column)} as ${sql.id(`c${at}`)}`);
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.join(named)} from ${sql.id(table)}
    order by ${sql.join(key.map((column) => sql.id(column)))}`.execute(tx);
  return rows.map((row) => columns.map((_, at) => row[`c${at}`]));
}

/** The tables whose rows are not what they were, by name. */
export function changedTables(expected: Tables<TableDigest>, found: Tables<TableDigest>): string[] {
  return Object.entries(expected).flatMap(([name, { rows, sha256 }]) => {
    const now = found[name];
    return now?.sha256 === sha256 && now.rows === rows ? [] : [name];
  });
}
