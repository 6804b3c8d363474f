import type { PoolClient, QueryResult } from "pg";
import { StorageError } from "../storage-error.ts";
import type { EngineConnection, EngineResult } from "./engine-handle.ts";
import { arrayParameter } from "./postgres-array.ts";
import { copyInto } from "./postgres-copy.ts";
import type { PostgresCatalog } from "./postgres-catalog.ts";
import { fromPostgres } from "./postgres-errors.ts";
import type { Storable } from "./storable.ts";

type Row = Record<string, unknown>;

const batchSize = 2000;
let cursors = 0;

/** One PostgreSQL connection for the time of one transaction. */
export class PostgresConnection implements EngineConnection {
  readonly #client: PoolClient;
  readonly #catalog: PostgresCatalog;
  failure: StorageError | undefined;
  /** Until the rows handed over before were sent. */
  #sending: Promise<unknown> = Promise.resolve();
  /** The driver wants one statement at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: PoolClient, catalog: PostgresCatalog) {
    this.#client = client;
    this.#catalog = catalog;
  }

  async execute(sql: string, parameters: readonly Storable[]): Promise<EngineResult> {
    const { rows, command, rowCount } = await this.#query(sql, parameters);
    const reads = command === "SELECT" || command === "FETCH" || rowCount === null;
    return { rows, changed: reads ? undefined : rowCount };
  }

  async *stream(
    sql: string,
    parameters: readonly Storable[],
    chunkSize: number,
  ): AsyncGenerator<EngineResult> {
    cursors = (cursors + 1) % 1_000_000;
    const name = `stream_${cursors}`;
    await this.#query(`declare ${name} no scroll cursor for ${sql}`, parameters);
    for (;;) {
      const { rows } = await this.#query(`fetch ${Math.trunc(chunkSize)} from ${name}`, []);
      if (rows.length > 0) yield { rows, changed: undefined };
      if (rows.length < chunkSize) break;
    }
    await this.#query(`close ${name}`, []);
  }

  async *streamValues(
    sql: string,
    parameters: readonly Storable[],
    chunkSize: number,
  ): AsyncGenerator<Storable[][]> {
    cursors = (cursors + 1) % 1_000_000;
    const name = `stream_${cursors}`;
    await this.#query(`declare ${name} no scroll cursor for ${sql}`, parameters);
    const fetch = {
      text: `fetch ${Math.trunc(chunkSize)} from ${name}`,
      rowMode: "array" as const,
    };
    const ask = () => this.#inTurn(() => this.#client.query<Storable[]>(fetch));
    // The server works on the next rows while these are being used.
    let coming = ask();
    for (;;) {
      const { rows } = await coming;
      if (rows.length < chunkSize) {
        if (rows.length > 0) yield rows;
        break;
      }
      coming = ask();
      coming.catch(() => {});
      yield rows;
    }
    await this.#query(`close ${name}`, []);
  }

  async copyRows(
    table: string,
    columns: readonly string[],
    chunks: AsyncIterable<readonly (readonly Storable[])[]>,
  ): Promise<number> {
    const names = columns.map((column) => `"${column}"`).join(", ");
    return this.#inTurn(() => copyInto(this.#client, `copy "${table}" (${names}) from stdin`, chunks));
  }

  // COPY is refused on tables with row-level security; arrays come next in speed.
  async insertRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly Storable[])[],
    onConflict: "fail" | "skip",
  ): Promise<number> {
    const before = this.#sending;
    const { promise: sent, resolve: allSent } = Promise.withResolvers<void>();
    this.#sending = sent;
    await before;
    try {
      return await this.#sendRows(table, columns, rows, onConflict, allSent);
    } catch (error) {
      // The batch behind the one that failed is refused, but it has to be heard out before the transaction is undone.
      await this.#last;
      throw error;
    } finally {
      allSent();
    }
  }

  /** Sends the next batch while the server works on the last one. */
  async #sendRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly Storable[])[],
    onConflict: "fail" | "skip",
    allSent: () => void,
  ): Promise<number> {
    const types = await this.#inTurn(() => this.#catalog.columnTypes(this.#client, table));
    const elements = columns.map((column) => {
      const type = types.get(column);
      if (!type) throw new StorageError("statement", `Table ${table} has no column ${column}.`);
      return type;
    });
    const holes = elements.map((type, index) => `$${index + 1}::${type}[]`);
    const names = columns.map((column) => `"${column}"`).join(", ");
    const end = onConflict === "skip" ? " on conflict do nothing" : "";
    const sql = `insert into "${table}" (${names}) select * from unnest(${holes.join(", ")})${end}`;
    let inserted = 0;
    let running: Promise<QueryResult<Row>> | undefined;
    for (let start = 0; start < rows.length; start += batchSize) {
      const batch = rows.slice(start, start + batchSize);
      const arrays = elements.map((type, index) => arrayParameter(batch, index, type));
      const next = this.#query(sql, arrays);
      // Awaited a round later; if the one before fails, this one's failure says no more.
      next.catch(() => {});
      inserted += (await running)?.rowCount ?? 0;
      running = next;
    }
    allSent();
    return inserted + ((await running)?.rowCount ?? 0);
  }

  #query(sql: string, parameters: readonly Storable[]): Promise<QueryResult<Row>> {
    return this.#inTurn(() => this.#client.query<Row>(sql, [...parameters]));
  }

  #inTurn<T>(ask: () => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#noting(ask));
    this.#last = result.catch(() => {});
    return result;
  }

  async #noting<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      const known = fromPostgres(error, (constraint) => this.#catalog.uniqueColumns(constraint));
      if (known instanceof StorageError) this.failure ??= known;
      throw known;
    }
  }
}
