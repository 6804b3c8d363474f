import { type Database, everyone, type Tx } from "../database.ts";
import { describePostgres } from "./introspect-postgres.ts";
import { describeSqlite } from "./introspect-sqlite.ts";
import type { SchemaDescription, TableDescription } from "./schema-description.ts";

/** Describes the schema so that equal schemas give equal descriptions on both engines. */
export async function describeSchema(database: Database): Promise<SchemaDescription> {
  return database.read(everyone, (tx) => describeTables(tx, database.engine));
}

/** The same inside a transaction. */
export async function describeTables(tx: Tx, engine: Database["engine"]): Promise<SchemaDescription> {
  const tables = await (engine === "sqlite" ? describeSqlite(tx) : describePostgres(tx));
  return sortedByKey(Object.fromEntries(tables.map(([name, table]) => [name, sorted(table)])));
}

function sorted(table: TableDescription): TableDescription {
  return {
    columns: sortedByKey(table.columns),
    primaryKey: table.primaryKey,
    unique: table.unique.toSorted(byText),
    foreignKeys: table.foreignKeys.toSorted(byText),
    indexes: sortedByKey(table.indexes),
    checks: table.checks.toSorted(),
  };
}

function sortedByKey<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
