import { type Kysely, sql } from "kysely";
import type { Tx } from "../database.ts";
import type { AnyTx } from "../table-rows.ts";
import type { Engine } from "./column-types.ts";
import { tablesWithoutRowSecurity } from "./introspect-postgres.ts";

/**
 * Runs `work` while the tables' own role is free of their row security, as COPY demands; nobody else sees the tables
 * meanwhile. Only inside `exclusively`, whose transaction also undoes it when `work` fails.
 */
export async function withoutForcedRowSecurity<T>(
  db: Kysely<unknown>,
  engine: Engine,
  tables: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  if (engine === "sqlite") return work();
  const forced: string[] = [];
  for (const name of tables) {
    const { rows } = await sql<{ forced: number }>`
      select relforcerowsecurity as forced from pg_class where oid = to_regclass(quote_ident(${name}))`.execute(
      db,
    );
    if (rows[0]?.forced === 1) forced.push(name);
  }
  for (const name of forced) await sql`alter table ${sql.id(name)} no force row level security`.execute(db);
  const result = await work();
  // Deferred checks would otherwise stand in the way of altering a table.
  await sql`set constraints all immediate`.execute(db);
  for (const name of forced) await sql`alter table ${sql.id(name)} force row level security`.execute(db);
  return result;
}

/** The names of tables whose rows are not walled off from each other though the engine could. */
export async function openTables(tx: AnyTx, engine: Engine): Promise<string[]> {
  // It only asks the engine what it holds.
  return engine === "sqlite" ? [] : tablesWithoutRowSecurity(tx as Tx);
}
