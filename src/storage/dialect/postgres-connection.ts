import type { PoolClient, QueryResult } from "pg";
import { StorageError } from "../storage-error.ts";
import type { EngineConnection, EngineResult } from "./engine-handle.ts";
import { arrayLiteral } from "./postgres-array.ts";
import { fromPostgres } from "./postgres-errors.ts";
import type { Storable } from "./storable.ts";

type Row = Record<string, unknown>;

const batchSize = 2000;
let cursors = 0;

/** One PostgreSQL connection for the time of one transaction. */
export class PostgresConnection implements EngineConnection {
  readonly #client: PoolClient;
  /** Column types of tables already asked for, shared by all connections of a pool. */
  readonly #columnTypes: Map<string, ReadonlyMap<string, string>>;
  failure: StorageError | undefined;

  constructor(client: PoolClient, columnTypes: Map<string, ReadonlyMap<string, string>>) {
    this.#client = client;
    this.#columnTypes = columnTypes;
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

  // COPY is refused on tables with row-level security; arrays come next in speed.
  async insertRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly Storable[])[],
    onConflict: "fail" | "skip",
  ): Promise<number> {
    const types = await this.#typesOf(table);
    const holes = columns.map((column, index) => {
      const type = types.get(column);
      if (!type) throw new StorageError("statement", `Table ${table} has no column ${column}.`);
      return `$${index + 1}::${type}[]`;
    });
    const names = columns.map((column) => `"${column}"`).join(", ");
    const end = onConflict === "skip" ? " on conflict do nothing" : "";
    const sql = `insert into "${table}" (${names}) select * from unnest(${holes.join(", ")})${end}`;
    let inserted = 0;
    for (let start = 0; start < rows.length; start += batchSize) {
      const batch = rows.slice(start, start + batchSize);
      const literals = columns.map((_, index) => arrayLiteral(batch, index));
      inserted += (await this.#query(sql, literals)).rowCount ?? 0;
    }
    return inserted;
  }

  async #typesOf(table: string): Promise<ReadonlyMap<string, string>> {
    const known = this.#columnTypes.get(table);
    if (known) return known;
    const { rows } = await this.#query(
      `select attname as name, format_type(atttypid, null) as type from pg_attribute
       where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
      [`"${table}"`],
    );
    const types = new Map(rows.map((row) => [String(row["name"]), String(row["type"])]));
    if (types.size > 0) this.#columnTypes.set(table, types);
    return types;
  }

  async #query(sql: string, parameters: readonly Storable[]): Promise<QueryResult<Row>> {
    try {
      return await this.#client.query<Row>(sql, [...parameters]);
    } catch (error) {
      const known = fromPostgres(error);
      if (known instanceof StorageError) this.failure ??= known;
      throw known;
    }
  }
}
