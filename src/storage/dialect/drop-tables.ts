import { type Kysely, sql } from "kysely";
import type { Tx } from "../database.ts";
import type { Engine } from "./column-types.ts";
import { describeTables } from "./introspect.ts";

/** Drops every table there is. Only inside `exclusively`, whose transaction also undoes it. */
export async function dropAllTables(db: Kysely<unknown>, engine: Engine): Promise<void> {
  // It only asks the engine what it holds.
  const tables = await describeTables(db as unknown as Tx, engine);
  const end = engine === "postgres" ? sql` cascade` : sql``;
  for (const name of Object.keys(tables)) await sql`drop table ${sql.id(name)}${end}`.execute(db);
}
