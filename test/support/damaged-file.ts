import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { withArchivedRows } from "#archive/portable/archived-rows.ts";
import { differingTables, digestTables } from "#archive/portable/digest-tables.ts";
import { rescueDatabase, type RescueOptions } from "#archive/rescue/rescue-database.ts";
import type { RescueReport } from "#archive/rescue/rescue-report.ts";
import { type Database, openDatabase } from "#storage/database.ts";
import { fillTables } from "#storage/fill-tables.ts";
import { migrate } from "#storage/migrate.ts";
import { makeLivedFile, rowsOfFile } from "./lived-file.ts";

export const pageSize = 4096;
export const rescuedAt = Date.UTC(2026, 10, 22);

/** A file full of rows, made once for a test file, and the truth about it: what SQLite itself reads in it. */
export interface LivedFile {
  readonly folder: string;
  readonly path: string;
  readonly truth: ReadonlyMap<string, string[]>;
}

/** Declares that this test file works on copies of one lived file; it is there when the tests run. */
export function useLivedFile(): LivedFile {
  const lived = { folder: "", path: "", truth: new Map<string, string[]>() };
  beforeAll(async () => {
    lived.folder = await mkdtemp(join(tmpdir(), "tas-test-rescue-"));
    lived.path = join(lived.folder, "whole.db");
    await makeLivedFile(lived.path);
    lived.truth = rowsOfFile(lived.path);
  }, 60_000);
  afterAll(() => rm(lived.folder, { recursive: true, force: true }));
  return lived;
}

/** A copy of the file, alone in a folder. */
export async function copyOf({ folder, path }: LivedFile): Promise<string> {
  const own = join(folder, crypto.randomUUID());
  await mkdir(own);
  await copyFile(path, join(own, "mine.db"));
  return join(own, "mine.db");
}

export async function overwrite(path: string, at: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "r+");
  await file.write(bytes, 0, bytes.length, at);
  await file.close();
}

export async function zeroPage(path: string, page: number): Promise<void> {
  await overwrite(path, (page - 1) * pageSize, Buffer.alloc(pageSize));
}

export async function rescue(
  path: string,
  options: Partial<RescueOptions> = {},
): Promise<{ report: RescueReport; out: string }> {
  const out = join(path, `../rescued-${crypto.randomUUID()}.ndjson.gz`);
  return { report: await rescueDatabase(path, out, { now: rescuedAt, ...options }), out };
}

/** Restores an archive into a new SQLite file, as this version has it, and reads that with SQLite itself. */
export async function restored(out: string): Promise<Map<string, string[]>> {
  const path = `${out}.restored.db`;
  const database = await openDatabase({ engine: "sqlite", path }, { readers: 1 });
  await migrate(database);
  await fillFrom(database, out);
  await database.close();
  const rows = rowsOfFile(path);
  await rm(path);
  return rows;
}

/** Restores an archive into a migrated database and compares what arrived. */
export async function fillFrom(database: Database, out: string): Promise<void> {
  await withArchivedRows(out, { scratchFolder: tmpdir() }, (archived) =>
    fillTables(database, archived.chunks(), {
      present: "none",
      async check(tx, tables) {
        expect(differingTables(await digestTables(tx, tables), archived.current)).toEqual([]);
      },
    }),
  );
}

/** The rows that are not in `found`, each cut to a readable length. */
export function missingIn(
  found: ReadonlyMap<string, string[]>,
  wanted: ReadonlyMap<string, string[]>,
): string[] {
  return [...wanted].flatMap(([table, rows]) => {
    const there = new Set(found.get(table));
    return rows.filter((row) => !there.has(row)).map((row) => `${table} ${row.slice(0, 120)}`);
  });
}

export function countRows(rows: ReadonlyMap<string, readonly string[]>): number {
  return [...rows.values()].reduce((sum, list) => sum + list.length, 0);
}

export async function digestOfFile(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}
