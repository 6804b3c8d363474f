import { setImmediate } from "node:timers/promises";
import type { DamagedDatabase } from "#storage/dialect/damaged-sqlite.ts";
import type { CopiedRows } from "#storage/dialect/damaged/copied-rows.ts";
import type { ExpectedTable } from "#storage/dialect/damaged/expected-tables.ts";
import type { Storable } from "#storage/dialect/storable.ts";
import type { RowChunk } from "#storage/fill-tables.ts";
import { ArchiveError } from "../portable/archive-error.ts";
import { type ArchivedRows, withArchivedRows } from "../portable/archived-rows.ts";
import type { RescueBackup } from "./rescue-backup.ts";

/** What was taken from a backup. */
export interface BackupFill {
  /** ISO 8601: when the backup was taken. */
  readonly takenAt: string;
  /** Rows by table, with the keys of the first of them. */
  readonly tables: ReadonlyMap<string, { readonly rows: number; readonly keys: readonly Storable[][] }>;
  /** Rows whose place is taken, or that belong to something that was deleted since. */
  readonly leftOut: number;
}

export interface BackupFillOptions {
  /** Names of the tables that lost something. */
  readonly lossy: ReadonlySet<string>;
  readonly scratchFolder: string;
  /** So many keys are told for each table. */
  readonly mostKeys: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Adds the rows of a backup whose keys were not found, to the tables that lost something. Throws ArchiveError, and adds nothing
 * then, when the backup cannot be read, or is of another installation.
 */
export async function fillFromBackup(
  database: DamagedDatabase,
  path: string,
  { key, insisted }: RescueBackup,
  options: BackupFillOptions,
): Promise<BackupFill> {
  const { scratchFolder, signal } = options;
  const reading = { scratchFolder, ...(key ? { key } : {}), ...(signal ? { signal } : {}) };
  const schema = database.about.migrations;
  return withArchivedRows(path, { ...reading, schema }, async (archived) => {
    if (archived.header.scope === "person") {
      throw new ArchiveError(
        "archive-scope",
        `"${path}" holds one person's data and is no backup of everything.`,
      );
    }
    const copied = database.target.takeCopy();
    try {
      const { kin, refused } = await addMissing(database, copied, archived, options);
      // Without one row in common it may be a backup of anything.
      if (!kin && !insisted)
        throw new ArchiveError("archive-unlike", "It has no row in common with the file.");
      const orphans = removeOrphans(database, copied);
      const tables = database.tables
        .filter(({ name }) => options.lossy.has(name))
        .map((table) => [table.name, copied.list(table, options.mostKeys)] as const);
      copied.keep();
      return {
        takenAt: archived.header.createdAt,
        tables: new Map(tables.filter(([, { rows }]) => rows > 0)),
        leftOut: refused + orphans,
      };
    } catch (error) {
      copied.undo();
      throw error;
    }
  });
}

async function addMissing(
  { tables, target }: DamagedDatabase,
  copied: CopiedRows,
  archived: ArchivedRows,
  { lossy, signal }: BackupFillOptions,
): Promise<{ kin: boolean; refused: number }> {
  let kin = false;
  let refused = 0;
  for await (const chunk of archived.chunks()) {
    // A backup may lie on a quick disk; others want to go on, too.
    await setImmediate();
    signal?.throwIfAborted();
    const table = tables.find(({ name }) => name === chunk.table.name);
    if (!table) continue;
    const isOwned = chunk.table.owner !== null;
    if (lossy.has(table.name)) {
      for (const row of rowsOf(chunk, table)) {
        const { state } = copied.add(table, row);
        if (state === "same-key") kin ||= isOwned;
        else if (state !== "kept") refused++;
      }
    } else if (!kin && isOwned) {
      kin = rowsOf(chunk, table).some((row) => target.has(table, row));
    }
  }
  return { kin, refused };
}

/** Rows of people that were deleted since, and of their tasks, are not brought back by half. */
function removeOrphans({ tables }: DamagedDatabase, copied: CopiedRows): number {
  let all = 0;
  for (;;) {
    let removed = 0;
    for (const table of tables) {
      for (const key of table.foreignKeys) removed += copied.removeOrphans(table, key);
    }
    if (removed === 0) return all;
    all += removed;
  }
}

/** An archive has its columns by name, the file as they were made. */
function rowsOf({ table, rows }: RowChunk, expected: ExpectedTable): Storable[][] {
  const places = expected.columns.map(({ name }) => table.columns.findIndex((own) => own.name === name));
  return rows.map((row) => places.map((place) => row[place] ?? null));
}
