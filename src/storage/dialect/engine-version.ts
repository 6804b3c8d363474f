import { sql } from "kysely";
import { type Database, everyone } from "../database.ts";

/** The engine's name and version, for people. Throws StorageError. */
export async function engineVersion(database: Database): Promise<string> {
  return database.read(everyone, async (tx) => {
    if (database.engine === "sqlite") {
      const { rows } = await sql<{ version: string }>`select sqlite_version() as version`.execute(tx);
      return `SQLite ${rows[0]?.version ?? ""}`.trim();
    }
    const { rows } = await sql<{ version: string }>`
      select current_setting('server_version') as version`.execute(tx);
    // Distributions add their own name behind the number.
    return `PostgreSQL ${rows[0]?.version.split(" ")[0] ?? ""}`.trim();
  });
}
