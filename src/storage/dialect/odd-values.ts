import { type QueryExecutorProvider, sql } from "kysely";
import SqliteDatabase from "better-sqlite3";
import type { DatabaseTarget, Tx } from "../database.ts";
import type { StoredColumn, StoredTable } from "../stored-tables.ts";
import type { Engine } from "./column-types.ts";
import { fromSqlite } from "./sqlite-errors.ts";
import { openTransactionOf } from "./open-transaction.ts";

/** Values that a column of another database would not take as they are, or that cannot be read as they were written. */
export interface OddValues {
  readonly table: string;
  /** Null where the engine's own check names none. */
  readonly column: string | null;
  /** What is odd about them, as the end of a sentence: "the integer is too large". */
  readonly what: string;
  readonly rows: number;
}

/** The largest integers a column takes. */
const safest = Number.MAX_SAFE_INTEGER;
const narrowest = 2 ** 31 - 1;
const largest = "1.7976931348623157e308";
/** More findings than anybody reads. */
const mostFindings = 100_000;

/** Columns whose integers have 32 bits only, as "table.column". */
export async function narrowColumns(db: QueryExecutorProvider, engine: Engine): Promise<ReadonlySet<string>> {
  if (engine === "sqlite") return new Set();
  const { rows } = await sql<{ name: string }>`
    select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0
      and not a.attisdropped and format_type(a.atttypid, null) = 'integer'`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

/** What the engine itself finds wrong with its rows: rules of columns and tables that some rows break. */
export function findBrokenRules(target: DatabaseTarget): OddValues[] {
  if (target.engine === "postgres") return [];
  const counted = new Map<string, OddValues>();
  for (const found of quickCheck(target.path)) {
    if (found === "ok") continue;
    const place = /^(NULL value|NUMERIC value|TEXT value|non-\w+ value) in (\w+)\.(\w+)/u.exec(String(found));
    const rule = /^CHECK constraint failed in (\w+)/u.exec(String(found));
    const table = place?.[2] ?? rule?.[1];
    const finding = {
      table: table ?? "the file",
      column: place?.[3] ?? null,
      what: place ? `${place[1]}` : rule ? "a rule of the table is broken" : "it is damaged",
    };
    const key = JSON.stringify(finding);
    counted.set(key, { ...finding, rows: (counted.get(key)?.rows ?? 0) + 1 });
  }
  return [...counted.values()];
}

function quickCheck(path: string): unknown[] {
  // A connection that only reads does not know the tables' rules.
  const file = new SqliteDatabase(path, { fileMustExist: true, timeout: 5_000 });
  try {
    return file.prepare(`pragma quick_check(${mostFindings})`).pluck().all();
  } catch (error) {
    throw fromSqlite(error);
  } finally {
    file.close();
  }
}

/** Looks at every value of a table. `narrow` are the target's narrow columns. */
export async function findOddValues(
  tx: Tx,
  engine: Engine,
  table: StoredTable,
  narrow: ReadonlySet<string>,
): Promise<OddValues[]> {
  const numbers = await oddNumbers(tx, table, narrow);
  // PostgreSQL holds only texts that are right.
  return engine === "sqlite" ? [...numbers, ...(await oddTexts(tx, table))] : numbers;
}

async function oddNumbers(tx: Tx, table: StoredTable, narrow: ReadonlySet<string>): Promise<OddValues[]> {
  const columns = table.columns.filter(({ type }) => type !== "text");
  if (columns.length === 0) return [];
  const odd = (column: StoredColumn) => {
    const name = sql.id(column.name);
    if (column.type === "real") return sql`not (abs(${name}) <= ${sql.raw(largest)})`;
    const limit = narrow.has(`${table.name}.${column.name}`) ? narrowest : safest;
    const least = limit === narrowest ? -narrowest - 1 : -safest;
    return sql`${name} not between ${sql.lit(least)} and ${sql.lit(limit)}`;
  };
  const counts = columns.map(
    (column, index) => sql`sum(case when ${odd(column)} then 1 else 0 end) as ${sql.id(`c${index}`)}`,
  );
  const { rows } = await sql<Record<string, number | null>>`
    select ${sql.join(counts)} from ${sql.id(table.name)}`.execute(tx);
  return columns.flatMap(({ name, type }, index) => {
    const count = rows[0]?.[`c${index}`] ?? 0;
    const what = type === "real" ? "it is no number" : "the integer is too large";
    return count > 0 ? [{ table: table.name, column: name, what, rows: count }] : [];
  });
}

async function oddTexts(tx: Tx, table: StoredTable): Promise<OddValues[]> {
  const columns = table.columns.filter(({ type }) => type === "text").map(({ name }) => name);
  if (columns.length === 0) return [];
  const joined = `concat_ws(char(10), ${columns.map((name) => `"${name}"`).join(", ")})`;
  const values = openTransactionOf(tx).streamValues(`select ${joined} from "${table.name}"`, [], 1000);
  for await (const rows of values) {
    for (const [text] of rows) {
      // The driver reads bytes that are no UTF-8 as U+FFFD; the rest is looked at only when there is something.
      if (typeof text === "string" && (text.includes("\uFFFD") || text.includes("\0"))) {
        return countOddTexts(tx, table.name, columns);
      }
    }
  }
  return [];
}

async function countOddTexts(tx: Tx, table: string, columns: readonly string[]): Promise<OddValues[]> {
  const found: OddValues[] = [];
  for (const column of columns) {
    const [nul, wrong] = [new OddCount(), new OddCount()];
    const text = `select "${column}", hex("${column}") from "${table}" where instr("${column}", char(0)) > 0`;
    for await (const rows of openTransactionOf(tx).streamValues(text, [], 1000)) nul.rows += rows.length;
    const all = `select "${column}", cast("${column}" as blob) from "${table}" where "${column}" is not null`;
    for await (const rows of openTransactionOf(tx).streamValues(all, [], 1000)) {
      for (const [value, bytes] of rows) {
        if (typeof value !== "string" || !value.includes("\uFFFD") || !(bytes instanceof Uint8Array))
          continue;
        if (!Buffer.from(value, "utf8").equals(bytes)) wrong.rows++;
      }
    }
    if (nul.rows > 0) found.push({ table, column, what: "a text holds a NUL character", rows: nul.rows });
    if (wrong.rows > 0) found.push({ table, column, what: "a text is no valid UTF-8", rows: wrong.rows });
  }
  return found;
}

class OddCount {
  rows = 0;
}
