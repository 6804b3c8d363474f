import type SqliteDatabase from "better-sqlite3";
import { StorageError } from "../storage-error.ts";
import type { EngineConnection, EngineResult } from "./engine-handle.ts";
import { fromSqlite } from "./sqlite-errors.ts";
import type { Storable } from "./storable.ts";

type Statement = SqliteDatabase.Statement<unknown[], Record<string, unknown>>;

interface Prepared {
  readonly statement: Statement;
  /** Columns declared as integers: their values must be exact. */
  readonly integers: readonly string[];
}

const keptStatements = 300;
/** Negative: in kibibytes; the first is SQLite's own. */
const usualCache = -2_000;
const largeCache = -64_000;
const manyRows = 200;
/** The longest that one connection keeps the event loop for itself, in milliseconds. */
const turnLength = 10;

/** One SQLite connection with its prepared statements. */
export class SqliteConnection implements EngineConnection {
  readonly raw: SqliteDatabase.Database;
  failure: StorageError | undefined;
  readonly #prepared = new Map<string, Prepared>();
  /** Streams that nobody may have read to their end; an open one blocks the commit. */
  readonly #streams = new Set<Iterator<unknown>>();
  #turnStart = 0;
  #inserting: Promise<unknown> = Promise.resolve();
  #roomy = false;

  constructor(raw: SqliteDatabase.Database) {
    this.raw = raw;
  }

  /** Forgets the last transaction. */
  begin(): void {
    this.failure = undefined;
    this.#turnStart = performance.now();
  }

  /** Lets go of the memory that many rows were given. */
  end(): void {
    if (!this.#roomy) return;
    this.#roomy = false;
    this.raw.pragma(`cache_size = ${usualCache}`);
  }

  /** Gives up streams that were left in the middle. */
  endStreams(): void {
    for (const stream of this.#streams) stream.return?.();
    this.#streams.clear();
  }

  /** Drops prepared statements, which know the columns of before a migration. */
  forgetStatements(): void {
    this.#prepared.clear();
  }

  async execute(sql: string, parameters: readonly Storable[]): Promise<EngineResult> {
    await this.#letOthersRun();
    return this.#failing(() => {
      const prepared = this.#prepare(sql);
      const values = parameters.map(bound);
      if (!prepared.statement.reader) {
        return { rows: [], changed: prepared.statement.run(values).changes };
      }
      const rows = prepared.statement.all(values);
      for (const row of rows) assertExact(row, prepared.integers);
      return { rows, changed: prepared.statement.readonly ? undefined : rows.length };
    });
  }

  async *stream(
    sql: string,
    parameters: readonly Storable[],
    chunkSize: number,
  ): AsyncGenerator<EngineResult> {
    // Not from the cache: a statement being iterated cannot be used by anybody else.
    const { statement, integers } = this.#failing(() => prepare(this.raw, sql));
    const iterator = statement.iterate(parameters.map(bound));
    this.#streams.add(iterator);
    try {
      for (;;) {
        await this.#letOthersRun();
        const rows: Record<string, unknown>[] = [];
        while (rows.length < chunkSize) {
          const next = this.#failing(() => iterator.next());
          if (next.done) break;
          assertExact(next.value, integers);
          rows.push(next.value);
        }
        if (rows.length > 0) yield { rows, changed: undefined };
        if (rows.length < chunkSize) return;
      }
    } finally {
      iterator.return?.();
      this.#streams.delete(iterator);
    }
  }

  async *streamValues(
    sql: string,
    parameters: readonly Storable[],
    chunkSize: number,
  ): AsyncGenerator<Storable[][]> {
    const { iterator, integers } = this.#failing(() => {
      const prepared = this.raw.prepare<unknown[], Storable[]>(sql).raw();
      const columns = prepared.columns().flatMap(({ type }, index) => (type === "INTEGER" ? [index] : []));
      return { iterator: prepared.iterate(parameters.map(bound)), integers: columns };
    });
    this.#streams.add(iterator);
    try {
      for (;;) {
        await this.#letOthersRun();
        const rows: Storable[][] = [];
        while (rows.length < chunkSize) {
          const next = this.#failing(() => iterator.next());
          if (next.done) break;
          assertExactValues(next.value, integers);
          rows.push(next.value);
        }
        if (rows.length > 0) yield rows;
        if (rows.length < chunkSize) return;
      }
    } finally {
      iterator.return?.();
      this.#streams.delete(iterator);
    }
  }

  async copyRows(
    table: string,
    columns: readonly string[],
    chunks: AsyncIterable<readonly (readonly Storable[])[]>,
  ): Promise<number> {
    let copied = 0;
    for await (const rows of chunks) copied += await this.insertRows(table, columns, rows, "fail");
    return copied;
  }

  insertRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly Storable[])[],
    onConflict: "fail" | "skip",
  ): Promise<number> {
    const result = this.#inserting.then(() => this.#insertRows(table, columns, rows, onConflict));
    this.#inserting = result.catch(() => {});
    return result;
  }

  async #insertRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly Storable[])[],
    onConflict: "fail" | "skip",
  ): Promise<number> {
    const names = columns.map((column) => `"${column}"`).join(", ");
    const holes = columns.map(() => "?").join(", ");
    const end = onConflict === "skip" ? " on conflict do nothing" : "";
    const sql = `insert into "${table}" (${names}) values (${holes})${end}`;
    if (this.failure) throw this.failure;
    // Else every page would be written several times on its way to the commit.
    if (rows.length >= manyRows && !this.#roomy) {
      this.raw.pragma(`cache_size = ${largeCache}`);
      this.#roomy = true;
    }
    const { statement } = this.#failing(() => this.#prepare(sql));
    let inserted = 0;
    for (let start = 0; start < rows.length; start += 200) {
      await this.#letOthersRun();
      this.#failing(() => {
        for (const row of rows.slice(start, start + 200)) inserted += statement.run(row.map(bound)).changes;
      });
    }
    return inserted;
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) {
      // A Map keeps insertion order: what was used last moves to its end.
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    const prepared = prepare(this.raw, sql);
    this.#prepared.set(sql, prepared);
    if (this.#prepared.size > keptStatements) {
      for (const oldest of this.#prepared.keys()) {
        this.#prepared.delete(oldest);
        break;
      }
    }
    return prepared;
  }

  #failing<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const known = fromSqlite(error);
      if (known instanceof StorageError) this.failure ??= known;
      throw known;
    }
  }

  /** SQLite answers at once, so a long transaction would never let a request in between. */
  async #letOthersRun(): Promise<void> {
    if (performance.now() - this.#turnStart < turnLength) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#turnStart = performance.now();
  }
}

function prepare(raw: SqliteDatabase.Database, sql: string): Prepared {
  const statement = raw.prepare<unknown[], Record<string, unknown>>(sql);
  const integers = statement.reader
    ? statement.columns().flatMap((column) => (column.type === "INTEGER" ? [column.name] : []))
    : [];
  return { statement, integers };
}

/** The driver binds every number as a double; whole numbers are bound as integers, so that 7 / 2 is 3 on both engines. */
function bound(value: Storable): unknown {
  return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
}

function assertExact(row: Record<string, unknown>, integers: readonly string[]): void {
  for (const column of integers) {
    const value = row[column];
    if (typeof value === "number" && !Number.isSafeInteger(value)) {
      throw new StorageError("statement", `The integer in column ${column} is too large to be read exactly.`);
    }
  }
}

function assertExactValues(row: readonly Storable[], integers: readonly number[]): void {
  for (const index of integers) {
    const value = row[index];
    if (typeof value === "number" && !Number.isSafeInteger(value)) {
      throw new StorageError("statement", "An integer in the database is too large to be read exactly.");
    }
  }
}
