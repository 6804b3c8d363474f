import { type Kysely, sql } from "kysely";
import type { Tx } from "../database.ts";
import { isOwnTable } from "../own-tables.ts";
import type { Engine } from "./column-types.ts";
import { describeTables } from "./introspect.ts";

/** Drops every table of this app, and none of something else. Only inside `exclusively`, whose transaction also undoes it. */
export async function dropOwnTables(db: Kysely<unknown>, engine: Engine): Promise<void> {
  // It only asks the engine what it holds.
  const tables = Object.keys(await describeTables(db as unknown as Tx, engine));
  const end = engine === "postgres" ? sql` cascade` : sql``;
  for (const name of tables.filter(isOwnTable)) await sql`drop table ${sql.id(name)}${end}`.execute(db);
}
