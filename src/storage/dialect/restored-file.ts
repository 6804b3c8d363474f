import SqliteDatabase from "better-sqlite3";
import { type Database, everyone, openDatabase } from "../database.ts";

/** What a database file holds that came back from a copy. */
export interface RestoredContent {
  readonly people: number;
  readonly tasks: number;
  readonly instances: number;
  /** Epoch milliseconds of the newest change to a task or an instance; null when there is none. */
  readonly lastEntryAt: number | null;
}

/**
 * Checks a SQLite file that nobody uses yet (integrity_check, foreign keys), removes what Litestream keeps in it for itself and
 * leaves one plain file without a -wal. Resolves to the findings, none when it is whole.
 */
export function settleRestoredFile(path: string): string[] {
  const file = new SqliteDatabase(path, { fileMustExist: true });
  try {
    const found = file.pragma("integrity_check") as { integrity_check: string }[];
    const damage = found.map(({ integrity_check: finding }) => finding).filter((finding) => finding !== "ok");
    const orphans = file.pragma("foreign_key_check") as unknown[];
    if (orphans.length > 0) damage.push(`${orphans.length} rows without their parent`);
    if (damage.length > 0) return damage;
    file.exec("drop table if exists _litestream_seq; drop table if exists _litestream_lock");
    file.pragma("journal_mode = delete");
    return [];
  } finally {
    file.close();
  }
}

/** Opens the file as the server would, and counts. Throws StorageError. */
export async function contentOfFile(path: string): Promise<RestoredContent> {
  const database = await openDatabase({ engine: "sqlite", path }, { readers: 1 });
  try {
    return await countAll(database);
  } finally {
    await database.close();
  }
}

function countAll(database: Database): Promise<RestoredContent> {
  return database.read(everyone, async (tx) => {
    const count = async (table: "userAccount" | "task" | "instance") => {
      const all = tx.selectFrom(table).select((select) => select.fn.countAll<number>().as("count"));
      return (await all.executeTakeFirstOrThrow()).count;
    };
    const newest = async (table: "task" | "instance") => {
      const row = tx.selectFrom(table).select((select) => select.fn.max("updatedAt").as("at"));
      return (await row.executeTakeFirst())?.at ?? 0;
    };
    const last = Math.max(await newest("task"), await newest("instance"));
    return {
      people: await count("userAccount"),
      tasks: await count("task"),
      instances: await count("instance"),
      lastEntryAt: last === 0 ? null : last,
    };
  });
}
