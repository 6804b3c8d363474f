import { type Kysely, sql } from "kysely";
import type { Engine } from "./column-types.ts";

/** Whether the database has a table of this name. */
export async function tableExists(db: Kysely<unknown>, engine: Engine, name: string): Promise<boolean> {
  const found =
    engine === "sqlite"
      ? sql`select 1 from sqlite_schema where type = 'table' and name = ${name}`
      : sql`select 1 from pg_tables where schemaname = current_schema() and tablename = ${name}`;
  return (await found.execute(db)).rows.length > 0;
}
