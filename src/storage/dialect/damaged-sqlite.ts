import { rm } from "node:fs/promises";
import type { StoredTable } from "../stored-tables.ts";
import { listStoredTables } from "../stored-tables.ts";
import { type Database, openDatabase } from "../database.ts";
import { usersOfFiles } from "./database-files.ts";
import { migrate } from "../migrate.ts";
import { migrations as released } from "../migrations/index.ts";
import { DamagedReader, type DamagedSource } from "./damaged/damaged-reader.ts";
import { type ExpectedTable, expectedTables } from "./damaged/expected-tables.ts";
import { readFreePages } from "./damaged/free-pages.ts";
import { logBelongs } from "./damaged/log-belongs.ts";
import { openDamaged } from "./damaged/open-damaged.ts";
import type { DamagedPages } from "./damaged/damaged-pages.ts";
import { readCatalog, readLedgerNames } from "./damaged/read-catalog.ts";
import { RescuedRows } from "./damaged/rescued-rows.ts";

/** A damaged SQLite file, read as far as its form goes, and an empty database beside it for what is found. */
export interface DamagedDatabase {
  readonly reader: DamagedReader;
  /** Reads the file as it was before its -wal; null where that is the same. For tables of which something is lost. */
  readonly older: DamagedReader | null;
  readonly target: RescuedRows;
  /** Opens the new database when `target` was ended. */
  openTarget(): Promise<Database>;
  /** All tables of the schema. */
  readonly tables: readonly ExpectedTable[];
  /** Names of those that hold data (not facts about the machine), parents first. */
  readonly dataTables: readonly string[];
  readonly about: AboutDamaged;
  close(): Promise<void>;
}

export interface AboutDamaged {
  readonly pageSize: number;
  readonly pages: number;
  /** Pages the file should have beyond its end. */
  readonly missingPages: number;
  /** Whether the first bytes, the list of tables and that of free pages are as they should be. */
  readonly headerWhole: boolean;
  readonly catalogWhole: boolean;
  readonly freeListWhole: boolean;
  /** What the schema was taken from. */
  readonly schemaFrom: "ledger" | "assumed";
  readonly migrations: readonly string[];
  readonly log: "missing" | "empty" | "used" | "foreign" | "damaged";
}

/** Why a file cannot be rescued. */
export type NotRescuable = "not-sqlite" | "not-ours" | "newer";

/**
 * Opens a damaged file (a copy that nobody writes to) and makes an empty database of the same schema at `targetPath`.
 * Resolves to the reason when there is nothing to read.
 */
export async function openDamagedDatabase(
  path: string,
  targetPath: string,
): Promise<DamagedDatabase | NotRescuable> {
  const file = openDamaged(path);
  if (!file) return "not-sqlite";
  try {
    const first = survey(file.pages);
    if (first.migrations === "newer") return "newer";
    if (first.foreign) return file.named ? "not-ours" : "not-sqlite";
    const applied = first.migrations;
    const steps =
      applied.length === 0 ? released : released.filter(({ name }) => name <= (applied.at(-1) ?? ""));
    const dataTables = await makeTarget(targetPath, steps);
    const tables = await expectedTables(targetPath, steps);
    let source: DamagedSource = { ...first, pages: file.pages, tables };
    let log: AboutDamaged["log"] = file.log ? "used" : file.logThere ? "empty" : "missing";
    let older: DamagedReader | null = null;
    if (file.log) {
      const bare: DamagedSource = { ...survey(file.withoutLog), pages: file.withoutLog, tables };
      if (!logBelongs(file)) {
        source = bare;
        log = "foreign";
      } else {
        if (file.log.damagedFrames > 0) log = "damaged";
        older = new DamagedReader(bare);
      }
    }
    const target = new RescuedRows(targetPath);
    return {
      reader: new DamagedReader(source),
      older,
      target,
      openTarget: () => openDatabase({ engine: "sqlite", path: targetPath }, { readers: 1 }),
      tables,
      dataTables: dataTables.map(({ name }) => name),
      about: {
        pageSize: source.pages.size,
        pages: source.pages.count,
        missingPages: file.missingPages,
        headerWhole: file.named,
        catalogWhole: first.catalogWhole,
        freeListWhole: source.free.complete,
        schemaFrom: applied.length === 0 ? "assumed" : "ledger",
        migrations: steps.map(({ name }) => name),
        log,
      },
      async close() {
        file.close();
        target.abandon();
        for (const end of ["", "-wal", "-shm", "-journal"]) await rm(targetPath + end, { force: true });
      },
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** The processes that have the file open, as far as that can be seen. */
export function usersOfDamaged(path: string): Promise<number[]> {
  return usersOfFiles({ engine: "sqlite", path });
}

/** What can be known before the schema is: lists of tables, of free pages and of migrations. */
function survey(pages: DamagedPages) {
  const free = readFreePages(pages);
  const { entries: catalog, complete } = readCatalog(pages, free);
  const root = catalog.find(({ type, name }) => type === "table" && name === "schema_migration")?.root;
  const names = readLedgerNames(pages, free, root);
  const known = new Set(released.map(({ name }) => name));
  const ours = names.filter((name) => known.has(name));
  // A name with damaged letters stands in the place of one of ours; a newer version's stands beside all of them.
  const newer = names.length > ours.length && ours.length === released.length;
  const migrations = newer ? ("newer" as const) : ours;
  // A whole list of tables without ours: a database of another app, whose rows must not pass for ours.
  const foreign = complete && catalog.length > 0 && root === undefined;
  return { free, catalog, catalogWhole: complete, migrations, foreign };
}

async function makeTarget(path: string, steps: typeof released): Promise<readonly StoredTable[]> {
  const database = await openDatabase({ engine: "sqlite", path }, { readers: 1 });
  try {
    await migrate(database, { migrations: steps });
    return await listStoredTables(database);
  } finally {
    await database.close();
  }
}
