import type { Dialect } from "kysely";
import type { StorageError } from "../storage-error.ts";
import type { Engine } from "./column-types.ts";
import type { Storable } from "./storable.ts";

/**
 * How a transaction runs: `read` on a snapshot, `write` alone or as if alone, `migrate` alone among all
 * processes and free to change the schema.
 */
export type TransactionMode = "read" | "write" | "migrate";

export interface EngineResult {
  readonly rows: Record<string, unknown>[];
  /** Undefined for statements that only read. */
  readonly changed: number | undefined;
}

/** A connection while a transaction runs on it. */
export interface EngineConnection {
  /** The first statement that failed: after it the transaction can only be undone, as PostgreSQL has it. */
  readonly failure: StorageError | undefined;
  execute(sql: string, parameters: readonly Storable[]): Promise<EngineResult>;
  stream(sql: string, parameters: readonly Storable[], chunkSize: number): AsyncGenerator<EngineResult>;
  /** Rows as values in the order of the columns, quicker than as objects. */
  streamValues(sql: string, parameters: readonly Storable[], chunkSize: number): AsyncGenerator<Storable[][]>;
  /**
   * The quickest way into a table; for tables whose row security is not forced. Resolves to how many there were.
   */
  copyRows(
    table: string,
    columns: readonly string[],
    chunks: AsyncIterable<readonly (readonly Storable[])[]>,
  ): Promise<number>;
  /**
   * Inserts rows of values in the order of `columns` (names as in SQL); resolves to how many were new. Called again before
   * that, it takes the next rows after these.
   */
  insertRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly Storable[])[],
    onConflict: "fail" | "skip",
  ): Promise<number>;
}

/** What a driver offers; `database.ts` makes a `Database` of it. */
export interface EngineHandle {
  readonly engine: Engine;
  /** Compiles queries; its driver is never asked for a connection. */
  readonly dialect: Dialect;
  /** `owner` must be checked already. `work` may run again. Engine errors arrive as StorageError. */
  transaction<T>(
    mode: TransactionMode,
    owner: string,
    work: (connection: EngineConnection) => Promise<T>,
  ): Promise<T>;
  /** Waits until every write that had begun before is over. */
  drainWriters(): Promise<void>;
  /** Looks over tables that were just filled, outside any transaction. Never fails: it only makes reading faster. */
  refreshStatistics(): Promise<void>;
  close(): Promise<void>;
}
