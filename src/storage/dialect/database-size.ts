import { sql } from "kysely";
import { type Database, everyone } from "../database.ts";

/** Bytes that a database takes. */
export interface DatabaseSize {
  /** Of its tables and indexes. */
  readonly data: number;
  /** That a scratch copy of it takes on a disk of this machine: none where a server keeps it. */
  readonly scratch: number;
}

/** How large a database is. Throws StorageError. */
export async function measureDatabase(database: Database): Promise<DatabaseSize> {
  return database.read(everyone, async (tx) => {
    if (database.engine === "sqlite") {
      const { rows } = await sql<{ bytes: number }>`
        select (select page_count from pragma_page_count) * (select page_size from pragma_page_size) as bytes`.execute(
        tx,
      );
      const data = rows[0]?.bytes ?? 0;
      return { data, scratch: data };
    }
    const { rows } = await sql<{ bytes: number }>`
      select coalesce(sum(pg_total_relation_size(oid)), 0) as bytes from pg_class
      where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace`.execute(tx);
    return { data: rows[0]?.bytes ?? 0, scratch: 0 };
  });
}
