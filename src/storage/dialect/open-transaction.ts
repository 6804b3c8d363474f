import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  DummyDriver,
  type KyselyPlugin,
  type QueryResult,
  Transaction,
} from "kysely";
import type { EngineConnection, EngineHandle, EngineResult } from "./engine-handle.ts";
import { type Storable, storable } from "./storable.ts";

/** Guards a connection for the time of one transaction, the same way on both engines. */
export class OpenTransaction implements DatabaseConnection {
  readonly #connection: EngineConnection;
  #over = false;
  /** Queries run one after the other, whatever the caller awaits. */
  #last: Promise<unknown> = Promise.resolve();
  /** The last one that was no insertion of rows: those wait for each other in the connection. */
  #lastQuery: Promise<unknown> = Promise.resolve();

  constructor(connection: EngineConnection) {
    this.#connection = connection;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const parameters = query.parameters.map(storable);
    const result = await this.#next((connection) => connection.execute(query.sql, parameters));
    return toKysely<R>(result);
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncGenerator<QueryResult<R>> {
    this.#assertUsable();
    const parameters = query.parameters.map(storable);
    for await (const result of this.#connection.stream(query.sql, parameters, chunkSize)) {
      this.#assertUsable();
      yield toKysely<R>(result);
    }
  }

  async *streamValues(
    sql: string,
    parameters: readonly Storable[],
    chunkSize: number,
  ): AsyncGenerator<Storable[][]> {
    this.#assertUsable();
    for await (const rows of this.#connection.streamValues(sql, parameters, chunkSize)) {
      this.#assertUsable();
      yield rows;
    }
  }

  copyRows(
    table: string,
    columns: readonly string[],
    chunks: AsyncIterable<readonly (readonly Storable[])[]>,
  ): Promise<number> {
    return this.#next((connection) => connection.copyRows(table, columns, chunks));
  }

  insertRows(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly Storable[])[],
    onConflict: "fail" | "skip",
  ): Promise<number> {
    this.#assertUsable();
    const result = this.#lastQuery.then(() => {
      if (this.#connection.failure) throw this.#connection.failure;
      return this.#connection.insertRows(table, columns, rows, onConflict);
    });
    this.#last = Promise.allSettled([this.#last, result]);
    return result;
  }

  /** Waits for queries that nobody awaited and refuses later ones. */
  async finish(): Promise<void> {
    this.#over = true;
    await this.#last;
  }

  get over(): boolean {
    return this.#over;
  }

  #next<T>(run: (connection: EngineConnection) => Promise<T>): Promise<T> {
    this.#assertUsable();
    const result = this.#last.then(() => {
      if (this.#connection.failure) throw this.#connection.failure;
      return run(this.#connection);
    });
    this.#last = result.catch(() => {});
    this.#lastQuery = this.#last;
    return result;
  }

  #assertUsable(): void {
    if (this.#over) throw new Error("This transaction is over: its tx was used after its work had ended.");
    if (this.#connection.failure) throw this.#connection.failure;
  }
}

const open = new WeakMap<object, OpenTransaction>();

/** A Kysely transaction that runs on `guarded` and has no way to start another one. */
export function kyselyOn<S>(
  handle: EngineHandle,
  guarded: OpenTransaction,
  plugins: KyselyPlugin[],
): Transaction<S> {
  const { dialect } = handle;
  const transaction = new Transaction<S>({
    config: { dialect, plugins },
    dialect,
    driver: new DummyDriver(),
    executor: new DefaultQueryExecutor(
      dialect.createQueryCompiler(),
      dialect.createAdapter(),
      { provideConnection: (consumer) => consumer(guarded) },
      plugins,
    ),
  });
  open.set(transaction, guarded);
  return transaction;
}

/** The guarded connection behind a transaction made by `kyselyOn`. */
export function openTransactionOf(tx: object): OpenTransaction {
  const found = open.get(tx);
  if (!found) throw new Error("This is no transaction of a Database.");
  return found;
}

function toKysely<R>({ rows, changed }: EngineResult): QueryResult<R> {
  return {
    // Kysely's own drivers trust the query's type in the same way.
    rows: rows as R[],
    ...(changed === undefined ? {} : { numAffectedRows: BigInt(changed) }),
  };
}
