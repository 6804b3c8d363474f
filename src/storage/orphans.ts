import { type RawBuilder, sql } from "kysely";
import type { Tx } from "./database.ts";
import { openTransactionOf } from "./dialect/open-transaction.ts";
import type { SchemaDescription } from "./dialect/schema-description.ts";
import type { Storable } from "./dialect/storable.ts";
import type { StoredTable } from "./stored-tables.ts";
import type { Row } from "./table-rows.ts";

/** Rows of `table` that point to a row of `references` which is not there. */
export interface Orphans {
  readonly table: string;
  readonly references: string;
  readonly rows: number;
}

type ForeignKey = SchemaDescription[string]["foreignKeys"][number];

/** How many rows have no parent, by foreign key; empty when every one has. */
export async function countOrphans(
  tx: Tx,
  tables: readonly StoredTable[],
  schema: SchemaDescription,
): Promise<Orphans[]> {
  const found: Orphans[] = [];
  for (const { name } of tables) {
    for (const key of schema[name]?.foreignKeys ?? []) {
      const counted = await sql<{ rows: number }>`
        select count(*) as rows from ${sql.id(name)} c where ${parentless(key)}`.execute(tx);
      const rows = counted.rows[0]?.rows ?? 0;
      if (rows > 0) found.push({ table: name, references: key.table, rows });
    }
  }
  return found;
}

/** Keys of rows to leave out, by table. */
export class SetAside {
  readonly #keys = new Map<string, Set<string>>();
  readonly #values = new Map<string, Row[]>();

  add(table: string, key: Row): void {
    const keys = this.#keys.get(table) ?? new Set();
    const before = keys.size;
    keys.add(JSON.stringify(key));
    if (keys.size === before) return;
    this.#keys.set(table, keys);
    this.#values.set(table, [...(this.#values.get(table) ?? []), key]);
  }

  keysOf(table: string): readonly Row[] {
    return this.#values.get(table) ?? [];
  }

  /** Tells rows to leave out from the others, or undefined when the whole table stays. */
  test(table: StoredTable): ((row: Row) => boolean) | undefined {
    const keys = this.#keys.get(table.name);
    if (!keys) return undefined;
    const places = table.primaryKey.map((name) => table.columns.findIndex((column) => column.name === name));
    return (row) => keys.has(JSON.stringify(places.map((place) => row[place])));
  }
}

/** The rows without a parent, and those that would have none once these are left out. */
export async function findOrphans(
  tx: Tx,
  tables: readonly StoredTable[],
  schema: SchemaDescription,
): Promise<SetAside> {
  const aside = new SetAside();
  for (const table of tables) {
    for (const key of schema[table.name]?.foreignKeys ?? []) {
      for await (const found of keysWhere(tx, table, parentless(key))) aside.add(table.name, found);
      const parent = tables.find(({ name }) => name === key.table);
      if (parent && parent.name !== table.name) await followParents(tx, table, key, parent, aside);
    }
  }
  return aside;
}

/** Tables come parents first, so that of a parent everything is known by now. */
async function followParents(
  tx: Tx,
  table: StoredTable,
  key: ForeignKey,
  parent: StoredTable,
  aside: SetAside,
): Promise<void> {
  const left = aside.keysOf(parent.name);
  for (let start = 0; start < left.length; start += 50) {
    const same = left.slice(start, start + 50).map((values) => {
      const parts = key.columns.map((column, index) => {
        const place = parent.primaryKey.indexOf(key.references[index] ?? "");
        return sql`${sql.ref(`c.${column}`)} = ${values[place] ?? null}`;
      });
      return sql`(${sql.join(parts, sql` and `)})`;
    });
    for await (const found of keysWhere(tx, table, sql.join(same, sql` or `))) aside.add(table.name, found);
  }
}

async function* keysWhere(tx: Tx, table: StoredTable, condition: RawBuilder<unknown>): AsyncGenerator<Row> {
  const columns = sql.join(table.primaryKey.map((name) => sql.ref(`c.${name}`)));
  const query = sql`select ${columns} from ${sql.id(table.name)} c where ${condition}`.compile(tx as never);
  // Keys are texts and numbers.
  const parameters = query.parameters as Storable[];
  for await (const rows of openTransactionOf(tx).streamValues(query.sql, parameters, 1000)) yield* rows;
}

/** True of a row `c` that names a parent which is not there; one null in the key names none. */
function parentless({ columns, table, references }: ForeignKey): RawBuilder<unknown> {
  const named = columns.map((column) => sql`${sql.ref(`c.${column}`)} is not null`);
  const same = columns.map(
    (column, index) => sql`${sql.ref(`p.${references[index] ?? ""}`)} = ${sql.ref(`c.${column}`)}`,
  );
  return sql`${sql.join(named, sql` and `)} and not exists
    (select 1 from ${sql.id(table)} p where ${sql.join(same, sql` and `)})`;
}
