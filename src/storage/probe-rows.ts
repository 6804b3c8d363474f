import { type Kysely, sql } from "kysely";
import type { Database, Tx } from "./database.ts";
import { allowedWord, ruleTexts } from "./dialect/check-words.ts";
import { describeTables } from "./dialect/introspect.ts";
import { openTransactionOf } from "./dialect/open-transaction.ts";
import type { TableDescription } from "./dialect/schema-description.ts";
import type { Storable } from "./dialect/storable.ts";
import type { StoredTable } from "./stored-tables.ts";
import type { AnyTx } from "./table-rows.ts";

type Values = Record<string, Storable>;

/**
 * Puts one more row into every table and takes it back again, so that it is seen that keys, rules and references work.
 * A row is like the table's first one, or made up where there is none, and all belong to one person who is made up.
 * Throws StorageError, after which the transaction can only be undone.
 */
export async function probeTables(
  tx: AnyTx,
  engine: Database["engine"],
  tables: readonly StoredTable[],
  newId: () => string,
): Promise<void> {
  const db = tx as Kysely<unknown>;
  // It only asks the engine what it holds.
  const schema = await describeTables(tx as unknown as Tx, engine);
  await sql`savepoint tas_probe`.execute(db);
  const made = new Map<string, Values>();
  for (const table of tables) {
    const description = schema[table.name];
    if (!description) throw new Error(`There is no table ${table.name}.`);
    const rules = await ruleTexts(db, engine, table.name);
    const values = {
      ...((await firstRow(tx, table)) ?? madeUp(table, description, rules)),
      ...references(description, made),
    };
    freshen(values, table, description, newId);
    const names = Object.keys(values);
    const row = names.map((name) => values[name] ?? null);
    const inserted = await openTransactionOf(tx).insertRows(table.name, names, [row], "fail");
    if (inserted !== 1) throw new Error(`Table ${table.name} did not take a row.`);
    made.set(table.name, values);
  }
  await sql`rollback to savepoint tas_probe`.execute(db);
  await sql`release savepoint tas_probe`.execute(db);
}

async function firstRow(tx: AnyTx, table: StoredTable): Promise<Values | undefined> {
  const names = table.columns.map(({ name }) => name);
  const columns = names.map((name) => `"${name}"`).join(", ");
  const query = `select ${columns} from "${table.name}" limit 1`;
  let found: Values | undefined;
  for await (const [row] of openTransactionOf(tx).streamValues(query, [], 10)) {
    if (row) found = Object.fromEntries(names.map((name, index) => [name, row[index] ?? null]));
  }
  return found;
}

/** Columns that need no value have none. */
function madeUp(table: StoredTable, description: TableDescription, rules: readonly string[]): Values {
  const values: Values = {};
  for (const { name, type } of table.columns) {
    const column = description.columns[name];
    if (!column || column.nullable || column.default !== undefined) continue;
    values[name] = type === "text" ? (allowedWord(rules, name) ?? "{}") : 0;
  }
  return values;
}

/** The columns that name the rows put in before; a reference that says nothing keeps saying nothing. */
function references(description: TableDescription, made: ReadonlyMap<string, Values>): Values {
  const values: Values = {};
  for (const { columns, table, references: theirs } of description.foreignKeys) {
    const parent = made.get(table);
    if (!parent || columns.some((column) => description.columns[column]?.nullable)) continue;
    for (const [index, column] of columns.entries()) values[column] = parent[theirs[index] ?? ""] ?? null;
  }
  return values;
}

/** Gives what must be unique a value that nobody has. What belongs to the new person is unique by that. */
function freshen(
  values: Values,
  { primaryKey, columns }: StoredTable,
  { unique, indexes, foreignKeys, columns: described }: TableDescription,
  newId: () => string,
): void {
  const fixed = new Set(
    foreignKeys.flatMap((key) => [...key.columns]).filter((name) => !described[name]?.nullable),
  );
  const alone = Object.values(indexes).filter((index) => index.unique);
  for (const key of [primaryKey, ...unique, ...alone.map((index) => index.columns)]) {
    if (key !== primaryKey && key.some((name) => fixed.has(name))) continue;
    for (const name of key.filter((part) => !fixed.has(part))) {
      const column = columns.find((one) => one.name === name);
      if (!column || (values[name] === null && key !== primaryKey)) continue;
      if (column.type === "text") values[name] = newId();
      else if (!key.some((part) => fixed.has(part))) values[name] = Number(values[name] ?? 0) + 1;
    }
  }
  for (const name of Object.keys(values)) {
    const nobody = foreignKeys.some((key) => key.columns.includes(name) && described[name]?.nullable);
    if (nobody) values[name] = null;
  }
}
