import { copyFile, mkdtemp, open, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { tooManyRows } from "./csv-table.ts";
import type { ReportCollector } from "./report-collector.ts";
import { SourceError } from "./source-error.ts";
import { booleanColumns, type SourceTableName, tableOfName } from "./source-tables.ts";
import { TableReader } from "./table-reader.ts";

const magic = "SQLite format 3\0";

export function isSqlite(bytes: Buffer): boolean {
  return bytes.length >= 16 && bytes.toString("latin1", 0, 16) === magic;
}

/**
 * Reads the predecessor's tables out of its database file and never writes to it: a file that is in use is read in place
 * under its own locks, one whose log was left behind is first copied aside.
 */
export async function readDatabaseFile(
  path: string,
  report: ReportCollector,
  maxRows: number,
): Promise<TableReader[]> {
  const log = await exists(`${path}-wal`);
  const inUse = log && (await exists(`${path}-shm`));
  const settled = !log && !(await usesLog(path)) && !(await exists(`${path}-journal`));
  if (settled || inUse) {
    try {
      return readTables(path, true, report, maxRows);
    } catch (error) {
      if (!inUse || !isCannotOpen(error)) throw asSourceError(error);
    }
  }
  return inTemporaryFolder(async (folder) => {
    const copy = join(folder, "copy.db");
    await copyFile(path, copy);
    for (const companion of ["-wal", "-journal"]) {
      if (await exists(path + companion)) await copyFile(path + companion, copy + companion);
    }
    return readTables(copy, false, report, maxRows);
  });
}

/** The same for a database that was handed over as bytes, with its write-ahead log if that came too. */
export async function readDatabaseBytes(
  bytes: Buffer,
  log: Buffer | null,
  report: ReportCollector,
  maxRows: number,
): Promise<TableReader[]> {
  return inTemporaryFolder(async (folder) => {
    const copy = join(folder, "copy.db");
    await writeFile(copy, bytes);
    if (log !== null) await writeFile(`${copy}-wal`, log);
    return readTables(copy, false, report, maxRows);
  });
}

function readTables(
  path: string,
  readonly: boolean,
  report: ReportCollector,
  maxRows: number,
): TableReader[] {
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { readonly, fileMustExist: true, timeout: 5000 });
    database.pragma("trusted_schema = OFF");
    // One snapshot for all tables, also when the predecessor is still writing.
    database.exec("BEGIN");
    if (database.pragma("quick_check(1)", { simple: true }) !== "ok") throw damaged();
    const readers: TableReader[] = [];
    let left = maxRows;
    for (const name of tableNames(database)) {
      const table = tableOfName(name);
      if (table === null) {
        report.notice("unknown-table", null, name);
        continue;
      }
      const reader = readTable(database, name, table, report, left);
      left -= reader.rows.length;
      readers.push(reader);
    }
    return readers;
  } catch (error) {
    throw readonly && isCannotOpen(error) ? error : asSourceError(error);
  } finally {
    database?.close();
  }
}

function tableNames(database: Database.Database): string[] {
  const query =
    "select name from sqlite_master where type = 'table' and name not like 'sqlite^_%' escape '^' order by rowid";
  return database.prepare<[], string>(query).pluck().all();
}

function readTable(
  database: Database.Database,
  name: string,
  table: SourceTableName,
  report: ReportCollector,
  rowsLeft: number,
): TableReader {
  // Numbers come as 64-bit integers, so that none is rounded on its way into text.
  const query = database
    .prepare(`select * from "${name.replaceAll('"', '""')}"`)
    .raw(true)
    .safeIntegers(true);
  const columns = query.columns().map((column) => column.name);
  const reader = new TableReader(table, columns, report);
  const booleans = columns.map((column) => booleanColumns.has(column.toLowerCase()));
  let rows = 0;
  for (const row of query.iterate()) {
    rows += 1;
    if (rows > rowsLeft) throw tooManyRows();
    if (Array.isArray(row))
      reader.add(row.map((value: unknown, at) => cellText(value, booleans[at] === true)));
  }
  return reader;
}

function cellText(value: unknown, boolean: boolean): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (boolean && (value === 0n || value === 1n)) return value === 1n ? "True" : "False";
  if (Buffer.isBuffer(value)) return value.toString("utf8");
  if (typeof value === "bigint" || typeof value === "number") return String(value);
  return "";
}

async function usesLog(path: string): Promise<boolean> {
  const handle = await open(path, "r");
  try {
    const { buffer } = await handle.read(Buffer.alloc(20), 0, 20, 0);
    return buffer[18] === 2 || buffer[19] === 2;
  } finally {
    await handle.close();
  }
}

async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "tas-import-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function isCannotOpen(error: unknown): boolean {
  return (
    error instanceof Database.SqliteError && /^SQLITE_(CANTOPEN|READONLY|BUSY|PROTOCOL)/.test(error.code)
  );
}

function damaged(cause?: unknown): SourceError {
  return new SourceError("damaged", "This database file is cut off or damaged, so nothing was read.", {
    cause,
  });
}

function asSourceError(error: unknown): SourceError {
  return error instanceof SourceError ? error : damaged(error);
}
