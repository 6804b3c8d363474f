import { PostgresDialect } from "kysely";
import { Pool, type PoolClient } from "pg";
import { StorageError } from "../storage-error.ts";
import type { EngineConnection, EngineHandle, TransactionMode } from "./engine-handle.ts";
import { PostgresCatalog } from "./postgres-catalog.ts";
import { PostgresConnection } from "./postgres-connection.ts";
import { fromPostgres, isConflict, isLost } from "./postgres-errors.ts";
import { typeParsers } from "./postgres-types.ts";

export interface PostgresOptions {
  /** Connections at the same time (10). */
  readonly poolSize?: number;
  readonly applicationName?: string;
  /** How long to try again after conflicts or a lost connection, in milliseconds (10 000). */
  readonly patience?: number;
  /** How long one statement may take, in milliseconds (60 000). */
  readonly statementTimeout?: number;
}

/** Any number will do, as long as nothing else of this database takes the same. */
const migrationLock = 7_416_532_001;
/** Every write has a share in it, so that whoever takes it alone has waited for them. */
const writersLock = 7_416_532_003;

/** Opens a pool of connections to a PostgreSQL database; a server that is away is looked for again. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<EngineHandle> {
  const statementTimeout = options.statementTimeout ?? 60_000;
  const patience = options.patience ?? 10_000;
  const settings = {
    connectionString: url,
    application_name: options.applicationName ?? "task-aversion-system",
    types: typeParsers,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: 5 * 60_000,
    statement_timeout: statementTimeout,
    keepAlive: true,
  };
  const pool = new Pool({
    ...settings,
    max: options.poolSize ?? 10,
    // A server that is frozen or out of reach cannot end its statements itself.
    query_timeout: statementTimeout * 1.1 + 1_000,
  });
  // Migrations wait for each other, and for large tables, as long as it takes.
  const migrating = new Pool({ ...settings, max: 1 });
  // A connection that breaks while nobody uses it is replaced at the next use; unheard, the event would end the process.
  for (const one of [pool, migrating]) {
    one.on("error", () => {});
    one.on("connect", (client) => client.on("error", () => {}));
  }
  const catalog = new PostgresCatalog();
  let closing: Promise<unknown> | undefined;

  async function attempt<T>(
    mode: TransactionMode,
    owner: string,
    work: (connection: EngineConnection) => Promise<T>,
  ): Promise<T> {
    if (closing) throw new StorageError("unavailable", "The database is closed.");
    const client = await (mode === "migrate" ? migrating : pool).connect();
    const connection = new PostgresConnection(client, catalog);
    let committing = false;
    try {
      if (mode !== "migrate") await catalog.learn(client);
      await client.query(opening(mode, owner));
      const result = await work(connection);
      // Work that swallowed an engine error cannot be committed; PostgreSQL would roll back and report no error.
      if (connection.failure) throw connection.failure;
      committing = true;
      await client.query("commit");
      client.release();
      if (mode === "migrate") catalog.forget();
      return result;
    } catch (error) {
      // What the work made of an engine error may hide it; whether to try again is decided by the error itself.
      const cause = connection.failure ?? fromPostgres(error);
      if (isLost(cause)) client.release(true);
      else await undo(client);
      if (isLost(cause) && committing && mode !== "read") {
        throw new StorageError(
          "outcome-unknown",
          "The connection broke while saving: it is not known whether it was saved.",
        );
      }
      throw isLost(cause) || isConflict(cause) ? cause : fromPostgres(error);
    }
  }

  return {
    engine: "postgres",
    dialect: new PostgresDialect({
      pool: () => Promise.reject(new Error("Queries run in transactions only.")),
    }),
    async transaction(mode, owner, work) {
      const deadline = performance.now() + patience;
      for (let failed = 1; ; failed++) {
        try {
          return await attempt(mode, owner, work);
        } catch (caught) {
          const error = fromPostgres(caught);
          const ceiling = isConflict(error)
            ? Math.min(5 * 2 ** failed, 250)
            : Math.min(20 * 2 ** failed, 1000);
          const wait = ceiling * (0.2 + 0.8 * Math.random());
          const again = isConflict(error) || isLost(error);
          if (!again || closing || performance.now() + wait > deadline) throw error;
          await new Promise((resolve) => setTimeout(resolve, wait));
        }
      }
    },
    async drainWriters() {
      const client = await pool.connect().catch((error: unknown) => {
        throw fromPostgres(error);
      });
      try {
        await client.query(`begin; select pg_advisory_xact_lock(${writersLock}); commit`);
        client.release();
      } catch (error) {
        client.release(true);
        throw fromPostgres(error);
      }
    },
    async refreshStatistics() {
      try {
        // The server does this by itself, but only after a minute or so; until then it reads whole tables.
        await pool.query("vacuum (analyze) task, instance, instance_event");
      } catch {
        // The rows are saved, and the server will come round to it.
      }
    },
    async close() {
      closing ??= Promise.all([pool.end(), migrating.end()]);
      await closing;
    },
  };
}

/** Begins and names the owner in one round trip. The owner is a UUID or '*' here, so it may stand in the text. */
function opening(mode: TransactionMode, owner: string): string {
  const tell = `select set_config('tas.owner', '${owner}', true)`;
  if (mode === "read") return `begin isolation level repeatable read read only; ${tell}`;
  if (mode === "write") {
    return `begin isolation level serializable; ${tell}; select pg_advisory_xact_lock_shared(${writersLock})`;
  }
  // Read committed: what another process migrated while we waited for the lock must be seen after it.
  return `begin isolation level read committed; set local statement_timeout = 0;
    set local idle_in_transaction_session_timeout = 0; ${tell}; select pg_advisory_xact_lock(${migrationLock})`;
}

async function undo(client: PoolClient): Promise<void> {
  try {
    await client.query("rollback");
    client.release();
  } catch {
    client.release(true);
  }
}
