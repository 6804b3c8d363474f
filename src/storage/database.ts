import { AsyncLocalStorage } from "node:async_hooks";
import type { Kysely, Transaction } from "kysely";
import type { Engine } from "./dialect/column-types.ts";
import type { EngineHandle, TransactionMode } from "./dialect/engine-handle.ts";
import { naming } from "./dialect/naming.ts";
import { kyselyOn, OpenTransaction } from "./dialect/open-transaction.ts";
import { openPostgres, type PostgresOptions } from "./dialect/postgres.ts";
import { openSqlite, type SqliteOptions } from "./dialect/sqlite.ts";
import type { Schema } from "./schema.ts";
import { type GatePass, WriteGate } from "./write-gate.ts";

/** The owner of the system's own work across all people. */
export const everyone = "*";

/** Whose rows a transaction may touch: a user's id (a UUID), or `everyone`. */
export type Owner = string;

/** A running transaction. It has no way to start another one. */
export type Tx = Omit<
  Transaction<Schema>,
  "connection" | "destroy" | "startTransaction" | "transaction" | "withoutPlugins" | "withPlugin"
>;

/** The one handle to the stored data. */
export interface Database {
  readonly engine: Engine;
  /** Runs `work` on a snapshot that cannot be written to. `work` may run again after a lost connection. */
  read<T>(owner: Owner, work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in a serializable transaction, committed when it resolves, undone when it rejects. After a statement
   * failed nothing of it is kept, even if `work` catches the error. `work` may run again, so it has no effects
   * outside `tx`. Both throw when called inside another transaction of this database. Throws StorageError 'held' while
   * the data is being moved or restored, and 'moved' afterwards.
   */
  write<T>(owner: Owner, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Waits until every write that had begun before is over; those that begin later are not waited for. */
  drainWriters(): Promise<void>;
  /** After many rows were written at once: lets the engine see how they lie, so that reading is fast at once. */
  refreshStatistics(): Promise<void>;
  /** Waits for running transactions, then lets the files or connections go. */
  close(): Promise<void>;
}

/** Where the data lives. */
export type DatabaseTarget =
  | { readonly engine: "sqlite"; readonly path: string }
  | { readonly engine: "postgres"; readonly url: string };

const handles = new WeakMap<Database, { readonly handle: EngineHandle; readonly gate: WriteGate }>();
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Opens a database without looking at its schema; `migrate` comes next. */
export async function openDatabase(
  target: DatabaseTarget,
  options: SqliteOptions & PostgresOptions & { readonly pass?: GatePass } = {},
): Promise<Database> {
  const handle =
    target.engine === "sqlite"
      ? await openSqlite(target.path, options)
      : await openPostgres(target.url, options);
  const current = new AsyncLocalStorage<OpenTransaction>();
  const gate = new WriteGate(handle.engine, options.pass ?? {});

  async function run<T>(mode: TransactionMode, owner: Owner, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (owner !== everyone && !uuid.test(owner)) throw new TypeError("The owner must be a user's id.");
    const outer = current.getStore();
    if (outer && !outer.over) {
      throw new Error("A transaction was started inside another one; use the tx at hand, or end it first.");
    }
    return handle.transaction(mode, owner, (connection) => {
      const guarded = new OpenTransaction(connection);
      return current.run(guarded, async () => {
        try {
          const tx = kyselyOn<Schema>(handle, guarded, [naming]);
          if (mode === "write") await gate.enter(tx);
          return await work(tx);
        } finally {
          await guarded.finish();
        }
      });
    });
  }

  const database: Database = {
    engine: handle.engine,
    read: (owner, work) => run("read", owner, work),
    write: (owner, work) => run("write", owner, work),
    drainWriters: () => handle.drainWriters(),
    refreshStatistics: () => handle.refreshStatistics(),
    close: () => handle.close(),
  };
  handles.set(database, { handle, gate });
  return database;
}

/**
 * For migrations only: runs `work` alone among all processes, as everyone, free to change the schema and to rebuild
 * tables (SQLite checks foreign keys at its end only). Names are not mapped.
 */
export async function exclusively<T>(
  database: Database,
  work: (db: Kysely<unknown>) => Promise<T>,
): Promise<T> {
  const opened = handles.get(database);
  if (!opened) throw new Error("This database was not opened by openDatabase.");
  const { handle, gate } = opened;
  gate.forget();
  return handle.transaction("migrate", everyone, async (connection) => {
    const guarded = new OpenTransaction(connection);
    try {
      return await work(kyselyOn<unknown>(handle, guarded, []));
    } finally {
      await guarded.finish();
    }
  });
}
