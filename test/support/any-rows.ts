import SqliteDatabase from "better-sqlite3";
import fc from "fast-check";
import { describeTables } from "#storage/dialect/introspect.ts";
import type { SchemaDescription, TableDescription } from "#storage/dialect/schema-description.ts";
import { type Database, everyone } from "#storage/database.ts";
import { type StoredTable, storedTablesOf } from "#storage/stored-tables.ts";
import { unpleasantTexts } from "../upgrade/unpleasant-texts.ts";

/** What is needed to make up rows: the tables and their rules, as a SQLite database describes them. */
export interface AnyRowsPlan {
  readonly tables: readonly StoredTable[];
  readonly schema: SchemaDescription;
  /** "table.column" of columns that PostgreSQL keeps in 32 bits. */
  readonly narrow: ReadonlySet<string>;
}

type Value = string | number | null;

export async function planAnyRows(sqlite: Database, narrow: ReadonlySet<string>): Promise<AnyRowsPlan> {
  return sqlite.read(everyone, async (tx) => ({
    tables: await storedTablesOf(tx, sqlite.engine),
    schema: await describeTables(tx, sqlite.engine),
    narrow,
  }));
}

const text = fc.oneof(
  fc.constantFrom(...unpleasantTexts, "", "\\N", "\\.", "\t", "\r\n", "NULL", "{}", "5", "x".repeat(20_000)),
  fc
    .string({ unit: "binary", maxLength: 40 })
    .filter((value) => value.isWellFormed() && !value.includes("\0")),
);
const wide = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 0),
);
const narrow = fc.oneof(fc.integer(), fc.constantFrom(2 ** 31 - 1, -(2 ** 31), 0, 1));
const real = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.constantFrom(0.1 + 0.2, 5e-324, 1.7976931348623157e308, 100, 4.35, 1e21, 1e-7, 2 ** 53),
);

/** A value for every column of every table, `count` times over; what the tables refuse is left out later. */
export function anyValues(
  { tables, narrow: narrowColumns }: AnyRowsPlan,
  count: number,
): fc.Arbitrary<Value[][][]> {
  const rows = tables.map((table) => {
    const row = fc.tuple(
      ...table.columns.map(({ name, type }) => {
        const small = narrowColumns.has(`${table.name}.${name}`);
        const value: fc.Arbitrary<Value> =
          type === "text" ? text : type === "real" ? real : small ? narrow : wide;
        return fc.option(value, { freq: 3 });
      }),
    );
    return fc.array(row, { minLength: 1, maxLength: count });
  });
  // As many lists as there are tables.
  return fc.tuple(...rows) as fc.Arbitrary<Value[][][]>;
}

/** Puts made-up values into a SQLite file, bent where a table would refuse them; gives how many rows there are then. */
export function insertAnyRows(path: string, plan: AnyRowsPlan, values: readonly Value[][][]): number {
  const file = new SqliteDatabase(path);
  let inserted = 0;
  try {
    file.pragma("foreign_keys = on");
    for (const [at, table] of plan.tables.entries()) {
      const description = plan.schema[table.name];
      if (!description) throw new Error(`There is no table ${table.name}.`);
      for (const row of values[at] ?? []) inserted += insertBent(file, table, description, row);
    }
  } finally {
    file.close();
  }
  return inserted;
}

function insertBent(
  file: SqliteDatabase.Database,
  table: StoredTable,
  description: TableDescription,
  values: readonly Value[],
): number {
  const rule = String(file.prepare("select sql from sqlite_schema where name = ?").pluck().get(table.name));
  const bent = new Map<string, Value>(
    table.columns.map(({ name, type }, index) => [
      name,
      obeying(rule, name, values[index] ?? null) ??
        (description.columns[name]?.nullable ? null : filler(type)),
    ]),
  );
  for (const key of description.foreignKeys) {
    const names = key.references.map((name) => `"${name}"`).join(", ");
    const parents = file.prepare(`select ${names} from "${key.table}"`).raw().all() as Value[][];
    const chosen = parents[Math.abs(String(values[0]).length) % Math.max(1, parents.length)];
    for (const [index, column] of key.columns.entries()) bent.set(column, chosen?.[index] ?? null);
  }
  const names = table.columns.map(({ name }) => name);
  const insert = file.prepare(
    `insert or ignore into "${table.name}" (${names.map((name) => `"${name}"`).join(", ")}) values (${names.map(() => "?").join(", ")})`,
  );
  const bound = (name: string) => {
    const value = bent.get(name) ?? null;
    const whole = table.columns.find((column) => column.name === name)?.type === "integer";
    return whole && typeof value === "number" ? BigInt(value) : value;
  };
  try {
    return insert.run(names.map(bound)).changes;
  } catch {
    // A rule over several columns, or parents of different people.
    const required = names.map((name) => (description.columns[name]?.nullable ? null : bound(name)));
    try {
      return insert.run(required).changes;
    } catch {
      return 0;
    }
  }
}

function filler(type: StoredTable["columns"][number]["type"]): Value {
  return type === "text" ? "" : 0;
}

/** The value itself, or one that the rule of its column allows. */
function obeying(rule: string, name: string, value: Value): Value {
  const words = new RegExp(`"${name}" in \\(('[^)]*')\\)`, "iu").exec(rule)?.[1];
  if (words !== undefined) {
    const list = words.split(",").map((word) => word.trim().slice(1, -1));
    return value === null ? null : (list[String(value).length % list.length] ?? null);
  }
  const numbers = new RegExp(`"${name}" in \\(0, 1\\)`, "iu").test(rule);
  if (numbers) return value === null ? null : Math.abs(Number(value)) % 2;
  const range = new RegExp(`"${name}" between (\\S+) and ([^)\\s]+)`, "iu").exec(rule);
  if (range && typeof value === "number") {
    const [least, most] = [Number(range[1]), Number(range[2])];
    return Math.min(most, Math.max(least, value));
  }
  return value;
}
