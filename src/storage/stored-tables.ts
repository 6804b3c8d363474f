import { type Database, everyone, type Tx } from "./database.ts";
import { describeTables } from "./dialect/introspect.ts";
import { migrationStatusIn } from "./migrate.ts";
import { ownTablesOf } from "./own-tables.ts";
import type { ColumnDescription, SchemaDescription, TableDescription } from "./dialect/schema-description.ts";

/** A column whose values can be copied as they are. */
export interface StoredColumn {
  /** As in SQL. */
  readonly name: string;
  readonly type: Exclude<ColumnDescription["type"], "bytes">;
}

/** A table of data, as the database itself describes it: what copies of it go by. */
export interface StoredTable {
  readonly name: string;
  /** By name, in the order of code units. */
  readonly columns: readonly StoredColumn[];
  readonly primaryKey: readonly string[];
  /** The column that names the person a row belongs to; null for the system's own rows. */
  readonly owner: string | null;
}

/** Facts about one database and its processes; a copy of it has its own. */
const machineTables: ReadonlySet<string> = new Set(["lease", "local_state", "schema_migration"]);

/** The tables of a database that hold this app's data, each behind those it refers to. */
export async function listStoredTables(database: Database): Promise<readonly StoredTable[]> {
  return database.read(everyone, (tx) => storedTablesOf(tx, database.engine));
}

/** The same inside a transaction, so that it sees what the transaction made of the schema. */
export async function storedTablesOf(tx: Tx, engine: Database["engine"]): Promise<readonly StoredTable[]> {
  const described = await describeTables(tx, engine);
  const { unknown } = await migrationStatusIn(tx, engine);
  const own = ownTablesOf(described, unknown.length > 0);
  return parentsFirst(described, own).map((name) => storedTable(name, described[name]));
}

function storedTable(name: string, description: TableDescription | undefined): StoredTable {
  if (description === undefined) throw new Error(`There is no table ${name}.`);
  const { columns, primaryKey } = description;
  if (primaryKey.length === 0)
    throw new Error(`Table ${name} has no primary key, so its rows have no order.`);
  return {
    name,
    columns: Object.entries(columns)
      .map(([column, { type }]) => {
        if (type === "bytes")
          throw new Error(`Column ${name}.${column} holds bytes, which no copy knows yet.`);
        return { name: column, type };
      })
      .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    primaryKey,
    owner: name === "user_account" ? "id" : "user_id" in columns ? "user_id" : null,
  };
}

/** The names of those of `own` that are not about one machine. */
export function parentsFirst(described: SchemaDescription, own: ReadonlySet<string>): string[] {
  const order: string[] = [];
  const visit = (name: string) => {
    if (order.includes(name) || machineTables.has(name) || !own.has(name)) return;
    for (const { table } of described[name]?.foreignKeys ?? []) if (table !== name) visit(table);
    order.push(name);
  };
  for (const name of Object.keys(described).toSorted()) visit(name);
  return order;
}
