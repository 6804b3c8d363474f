import { type QueryExecutorProvider, sql } from "kysely";
import type { Engine } from "./column-types.ts";

/** Lets a transaction for reading take as long as it needs, also while nothing is asked of it. */
export async function letRunLong(db: QueryExecutorProvider, engine: Engine): Promise<void> {
  if (engine === "sqlite") return;
  await sql`select set_config('statement_timeout', '0', true),
    set_config('idle_in_transaction_session_timeout', '0', true)`.execute(db);
}

/** Keeps everybody else out of tables until the transaction ends, or only those who want to write. */
export async function lockTables(
  db: QueryExecutorProvider,
  engine: Engine,
  tables: readonly string[],
  against: "everybody" | "writers" = "everybody",
): Promise<void> {
  // A SQLite transaction that writes is alone anyway.
  if (engine === "sqlite" || tables.length === 0) return;
  const names = sql.join(tables.map((name) => sql.id(name)));
  const mode = against === "everybody" ? sql`access exclusive` : sql`share row exclusive`;
  await sql`lock table ${names} in ${mode} mode`.execute(db);
}

/**
 * How many other transactions run that began more than `seconds` ago, as far as this role can see them. A write that took its
 * snapshot just before a change need not see that change.
 */
export async function olderTransactions(
  db: QueryExecutorProvider,
  engine: Engine,
  seconds: number,
): Promise<number> {
  if (engine === "sqlite") return 0;
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
      and xact_start < clock_timestamp() - make_interval(secs => ${seconds})`.execute(db);
  return rows[0]?.count ?? 0;
}
