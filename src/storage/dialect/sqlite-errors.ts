import SqliteDatabase from "better-sqlite3";
import { StorageError, type StorageErrorKind } from "../storage-error.ts";

const kinds: readonly (readonly [prefix: string, kind: StorageErrorKind, sentence: string])[] = [
  ["SQLITE_CONSTRAINT_UNIQUE", "unique", "A row with this key exists."],
  ["SQLITE_CONSTRAINT_PRIMARYKEY", "unique", "A row with this key exists."],
  ["SQLITE_CONSTRAINT_FOREIGNKEY", "foreign-key", "The row refers to one that is not there."],
  ["SQLITE_CONSTRAINT", "check", "The row breaks a rule of its table."],
  ["SQLITE_BUSY", "busy", "The database is in use by another process."],
  ["SQLITE_LOCKED", "busy", "The database is in use by another process."],
  ["SQLITE_FULL", "disk-full", "The disk is full."],
  // The log's index cannot grow: there is no room for it.
  ["SQLITE_IOERR_SHMSIZE", "disk-full", "The disk is full."],
  ["SQLITE_READONLY", "unavailable", "The database file cannot be written to."],
  ["SQLITE_CANTOPEN", "unavailable", "The database file cannot be opened."],
  ["SQLITE_IOERR", "unavailable", "The database file cannot be read or written."],
  ["SQLITE_NOTADB", "unavailable", "The file is not a database."],
  ["SQLITE_CORRUPT", "unavailable", "The database file is damaged."],
];

/** Whether SQLite refused because somebody else holds the lock. */
export function isBusy(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code.startsWith("SQLITE_BUSY");
}

/** Turns an error of SQLite into a StorageError; what is neither is passed on as it is. */
export function fromSqlite(error: unknown): unknown {
  if (!(error instanceof SqliteDatabase.SqliteError)) return error;
  const engineCode = error.code;
  const found = kinds.find(([prefix]) => engineCode.startsWith(prefix));
  // SQLite's own messages hold names of tables, columns and constraints, never values.
  if (!found) return new StorageError("statement", `SQLite: ${error.message}`, { engineCode });
  const [, kind, sentence] = found;
  return new StorageError(kind, sentence, { engineCode, place: placeOf(engineCode, error.message) });
}

function placeOf(code: string, message: string) {
  const index = /failed: index '(.+)'$/.exec(message)?.[1];
  if (index !== undefined) return { constraint: index };
  if (code === "SQLITE_CONSTRAINT_CHECK") {
    const constraint = /^CHECK constraint failed: (.+)$/s.exec(message)?.[1];
    return constraint === undefined ? {} : { constraint };
  }
  const named = /(?:failed: |column )([^ ]+\..+)$/.exec(message)?.[1];
  if (named === undefined) return {};
  const paths = named.split(", ").map((path) => path.split("."));
  const table = paths[0]?.[0];
  const columns = paths.map((path) => path[1] ?? "");
  return table === undefined ? {} : { table, columns };
}
