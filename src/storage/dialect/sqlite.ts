import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { SqliteDialect } from "kysely";
import { StorageError } from "../storage-error.ts";
import type { EngineConnection, EngineHandle, TransactionMode } from "./engine-handle.ts";
import { ResourcePool } from "./resource-pool.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { fromSqlite } from "./sqlite-errors.ts";
import { whenFree } from "./sqlite-lock.ts";

export interface SqliteOptions {
  /** Connections for reading (3). */
  readonly readers?: number;
  /** How long to wait for another process' or worker's write, in milliseconds (30 000). */
  readonly patience?: number;
}

/** A migration of a large file may take minutes, and the second process has to sit it out. */
const migrationPatience = 15 * 60_000;

/** Opens (and makes, private to this account) a SQLite file: one connection writes, others read. */
export async function openSqlite(path: string, options: SqliteOptions = {}): Promise<EngineHandle> {
  const patience = options.patience ?? 30_000;
  await makeFile(path);
  const writer = await connect(path, { readonly: false }, patience);
  const reading = Array.from({ length: options.readers ?? 3 }, () =>
    connect(path, { readonly: true }, patience),
  );
  const writers = new ResourcePool([writer]);
  const readers = new ResourcePool(await Promise.all(reading));

  async function write<T>(wait: number, work: (connection: EngineConnection) => Promise<T>): Promise<T> {
    await whenFree(() => writer.raw.exec("begin immediate"), wait);
    return finish(writer, work);
  }

  async function migrate<T>(work: (connection: EngineConnection) => Promise<T>): Promise<T> {
    // Rebuilding a table drops the old one, which would cascade; and the switch does nothing inside a transaction.
    writer.raw.pragma("foreign_keys = off");
    try {
      return await write(migrationPatience, async (connection) => {
        const result = await work(connection);
        const { rows } = await connection.execute("pragma foreign_key_check", []);
        if (rows.length > 0)
          throw new StorageError("foreign-key", "A migration left rows without their parent.");
        return result;
      });
    } finally {
      writer.raw.pragma("foreign_keys = on");
      writer.forgetStatements();
    }
  }

  return {
    engine: "sqlite",
    dialect: new SqliteDialect({
      database: () => Promise.reject(new Error("Queries run in transactions only.")),
    }),
    transaction<T>(
      mode: TransactionMode,
      _owner: string,
      work: (connection: EngineConnection) => Promise<T>,
    ) {
      if (mode === "write") {
        // The time spent behind other writers counts, or the tenth in the queue would wait ten times as long.
        const deadline = performance.now() + patience;
        return writers.use(() => write(deadline - performance.now(), work));
      }
      if (mode === "migrate") return writers.use(() => migrate(work));
      return readers.use(async (reader) => {
        // The first read takes the snapshot; PostgreSQL has taken its own by now, too.
        await whenFree(() => {
          if (reader.raw.inTransaction) reader.raw.exec("rollback");
          reader.raw.exec("begin; select 1 from sqlite_schema limit 1");
        }, patience);
        return finish(reader, work);
      });
    },
    // They come one after the other, so whoever gets a turn to write finds all before it done.
    drainWriters: () => writers.use(() => write(patience, async () => {})),
    // Its plans follow from the indexes alone.
    async refreshStatistics() {},
    async close() {
      await readers.close((reader) => reader.raw.close());
      await writers.close((connection) => connection.raw.close());
    },
  };
}

async function finish<T>(
  connection: SqliteConnection,
  work: (connection: EngineConnection) => Promise<T>,
): Promise<T> {
  connection.begin();
  try {
    const result = await work(connection);
    if (connection.failure) throw connection.failure;
    connection.endStreams();
    connection.raw.exec("commit");
    return result;
  } catch (error) {
    connection.endStreams();
    // After a full disk SQLite may have undone it by itself.
    if (connection.raw.inTransaction) connection.raw.exec("rollback");
    throw fromSqlite(error);
  } finally {
    connection.end();
  }
}

async function makeFile(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // SQLite gives its -wal and -shm files the permissions of the file itself.
    await (await open(path, "a", 0o600)).close();
  } catch (error) {
    const engineCode = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new StorageError(
      engineCode === "ENOSPC" ? "disk-full" : "unavailable",
      `The database file cannot be made or opened (${engineCode}).`,
      { engineCode },
    );
  }
}

async function connect(path: string, { readonly }: { readonly: boolean }, patience: number) {
  let raw: SqliteDatabase.Database | undefined;
  try {
    // timeout 0: SQLite's own waiting would hold up the whole process.
    const opened = new SqliteDatabase(path, { readonly, timeout: 0 });
    raw = opened;
    await whenFree(() => {
      if (!readonly) opened.pragma("journal_mode = wal");
      opened.pragma("synchronous = full");
      opened.pragma("foreign_keys = on");
      opened.pragma("trusted_schema = off");
      opened.prepare("select 1 from sqlite_schema limit 1").all();
    }, patience);
    return new SqliteConnection(opened);
  } catch (error) {
    raw?.close();
    throw fromSqlite(error);
  }
}
