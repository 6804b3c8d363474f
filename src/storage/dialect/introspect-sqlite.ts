import { sql } from "kysely";
import type { Tx } from "../database.ts";
import type { ColumnDescription, IndexDescription, TableDescription } from "./schema-description.ts";

const types: Readonly<Record<string, ColumnDescription["type"]>> = {
  TEXT: "text",
  INTEGER: "integer",
  REAL: "real",
  BLOB: "bytes",
};

/** The tables of a SQLite database. */
export async function describeSqlite(tx: Tx): Promise<[string, TableDescription][]> {
  const { rows } = await sql<{ name: string; text: string }>`
    select name, sql as text from sqlite_schema
    where type = 'table' and name not like 'sqlite\\_%' escape '\\'`.execute(tx);
  const tables: [string, TableDescription][] = [];
  for (const { name, text } of rows) tables.push([name, await describeTable(tx, name, text)]);
  return tables;
}

async function describeTable(tx: Tx, table: string, text: string): Promise<TableDescription> {
  const columns = await sql<{
    name: string;
    type: string;
    required: number;
    initial: string | null;
    key: number;
  }>`select name, type, "notnull" as required, dflt_value as initial, pk as key
     from pragma_table_xinfo(${table})`.execute(tx);
  const indexes = await describeIndexes(tx, table);
  return {
    columns: Object.fromEntries(
      columns.rows.map(({ name, type, required, initial }) => [
        name,
        {
          type: types[type] ?? "text",
          nullable: required === 0,
          ...(initial === null ? {} : { default: initial }),
        },
      ]),
    ),
    primaryKey: columns.rows
      .filter(({ key }) => key > 0)
      .toSorted((one, other) => one.key - other.key)
      .map(({ name }) => name),
    unique: indexes.filter(({ origin }) => origin === "u").map(({ description }) => description.columns),
    foreignKeys: await describeForeignKeys(tx, table),
    indexes: Object.fromEntries(
      indexes.filter(({ origin }) => origin === "c").map(({ name, description }) => [name, description]),
    ),
    checks: [...text.matchAll(/constraint "([^"]+)" check/gi)].map((match) => match[1] ?? ""),
  };
}

async function describeForeignKeys(tx: Tx, table: string) {
  const { rows } = await sql<{ id: number; target: string; own: string; theirs: string; deletion: string }>`
    select id, "table" as target, "from" as own, "to" as theirs, on_delete as deletion
    from pragma_foreign_key_list(${table}) order by id, seq`.execute(tx);
  return [...Map.groupBy(rows, ({ id }) => id).values()].map((parts) => ({
    columns: parts.map(({ own }) => own),
    table: parts[0]?.target ?? "",
    references: parts.map(({ theirs }) => theirs),
    onDelete: (parts[0]?.deletion ?? "").toLowerCase(),
  }));
}

async function describeIndexes(tx: Tx, table: string) {
  const { rows } = await sql<{ name: string; alone: number; origin: string; partial: number }>`
    select name, "unique" as alone, origin, partial from pragma_index_list(${table})`.execute(tx);
  const described: { name: string; origin: string; description: IndexDescription }[] = [];
  for (const { name, alone, origin, partial } of rows) {
    const columns = await sql<{ name: string | null; falling: number }>`
      select name, desc as falling from pragma_index_xinfo(${name}) where key = 1 order by seqno`.execute(tx);
    described.push({
      name,
      origin,
      description: {
        columns: columns.rows.map((part) => (part.name ?? "(expression)") + (part.falling ? " desc" : "")),
        unique: alone === 1,
        partial: partial === 1,
      },
    });
  }
  return described;
}
