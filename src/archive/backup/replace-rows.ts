import {
  type Database,
  type DatabaseTarget,
  everyone,
  exclusively,
  openDatabase,
} from "#storage/database.ts";
import { lockTables } from "#storage/dialect/long-transaction.ts";
import { fillTables, type RowChunk } from "#storage/fill-tables.ts";
import { canLease } from "#storage/lease.ts";
import type { LocalState } from "#storage/local-state.ts";
import { migrate, migrateIn } from "#storage/migrate.ts";
import { keepLocalFacts } from "#storage/restored-state.ts";
import { listStoredTables, type StoredTable } from "#storage/stored-tables.ts";
import { type AnyTx, emptyTables } from "#storage/table-rows.ts";
import { type ArchivedRows, assertSameTables } from "../portable/archived-rows.ts";
import { differingTables, digestTables } from "../portable/digest-tables.ts";
import type { BackupContext } from "./backup-context.ts";
import { BackupError, sentenceOf } from "./backup-error.ts";
import { holdForRestore, type RestoreHold } from "./hold-for-restore.ts";
import type { PresentState } from "./present-state.ts";
import type { Restorable, RestoreOptions } from "./restore-backup.ts";
import { restoredNotice } from "./restored-notice.ts";
import { keepSafetyCopy, type SafetyCopy } from "./safety-copy.ts";

export interface RestoreWork {
  readonly context: BackupContext;
  readonly archive: Restorable;
  readonly rows: ArchivedRows;
  /** For files of this run alone. */
  readonly folder: string;
  readonly options: RestoreOptions;
}

export interface Replaced {
  /** What was there before. */
  readonly safetyCopy: SafetyCopy | null;
}

/**
 * Fills a database with an archive's rows, in one transaction that also compares them, while nobody else writes; then
 * opens it once more and compares again. `damagedCopy` names what a broken database is kept as.
 */
export async function replaceRows(
  work: RestoreWork,
  target: DatabaseTarget,
  present: Exclude<PresentState, { readonly kind: "damaged" }>,
  damagedCopy: string | null = null,
): Promise<Replaced> {
  const holder = crypto.randomUUID();
  const pass = { holder, despiteMove: work.options.despiteMove ?? false };
  const database = await openDatabase(target, { readers: 1, poolSize: 3, pass });
  try {
    const isFull = present.kind === "sound" && present.rows > 0;
    const isBehind = present.kind === "sound" && !present.isCurrent;
    // What the first version left has nothing that could hold writers.
    const isHeldFirst = isBehind && (await canLease(database));
    // It is kept before its schema is touched.
    let safetyCopy = isFull && isBehind && !isHeldFirst ? await keep(work, database) : null;
    if (!isHeldFirst) await migrate(database);
    const seconds = Math.ceil(5 + work.rows.current.rows / 20_000);
    return await holdForRestore(database, target, { holder, seconds }, async (hold) => {
      if (isFull) safetyCopy ??= await keep(work, database);
      if (isHeldFirst) await upgrade(database, hold);
      const notice = restoredNotice(work, safetyCopy, damagedCopy);
      await fill(work, database, present, hold, notice);
      await database.refreshStatistics();
      await compareAgain(work, target);
      return { safetyCopy };
    });
  } finally {
    await database.close();
  }
}

async function upgrade(database: Database, hold: RestoreHold): Promise<void> {
  await exclusively(database, async (db) => {
    await hold.assertHeldIn(db);
    await migrateIn(db, database.engine);
    await hold.renewIn(db);
  });
}

async function keep(work: RestoreWork, database: Database): Promise<SafetyCopy | null> {
  const { context, folder, options } = work;
  if (options.withoutSafetyCopy) return null;
  options.onProgress?.("keep", 0);
  try {
    return await keepSafetyCopy(context, database, folder, {
      ...(options.signal ? { signal: options.signal } : {}),
      onProgress: (share) => options.onProgress?.("keep", share),
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new BackupError(
      "not-stored",
      `The present state could not be kept first, so nothing was changed: ${sentenceOf(error)} With --without-safety-copy it is replaced nevertheless.`,
      { cause: error },
    );
  }
}

async function fill(
  { rows, options }: RestoreWork,
  database: Database,
  present: PresentState,
  hold: RestoreHold,
  facts: Partial<LocalState>,
): Promise<void> {
  const own = await listStoredTables(database);
  if (!rows.upgraded) assertSameTables(rows.header, own);
  const isPopulated = present.kind === "sound" && present.people > 0;
  await fillTables(database, counted(rows, options), {
    present: isPopulated ? "replace" : "none",
    async prepare(tx) {
      const names = own.map(({ name }) => name);
      await lockTables(tx, database.engine, names, "writers");
      // What was written since the safety copy would be in neither.
      await hold.assertHeldIn(tx);
      // A place without people may know a few facts about itself.
      if (!isPopulated) await emptyTables(tx, own);
    },
    async check(tx, tables) {
      const different = await firstDifferent(tx, tables, rows, options);
      if (different !== undefined) throw unequal(different, "so everything was left as it was");
      await keepLocalFacts(tx, facts);
      await hold.extendIn(tx);
    },
  });
}

/** The name of a table that is not as the archive has it. */
async function firstDifferent(
  tx: AnyTx,
  tables: readonly StoredTable[],
  { current }: ArchivedRows,
  { signal, onProgress }: RestoreOptions,
): Promise<string | undefined> {
  const names = new Set(current.tables.map(({ name }) => name));
  const known = tables.filter(({ name }) => names.has(name));
  let done = 0;
  const found = await digestTables(tx, known, (count) => {
    signal?.throwIfAborted();
    done += count;
    onProgress?.("compare", Math.min(1, done / Math.max(1, current.rows)));
  });
  return differingTables(found, current)[0];
}

async function compareAgain({ rows }: RestoreWork, target: DatabaseTarget): Promise<void> {
  const again = await openDatabase(target, { readers: 1, poolSize: 1 });
  try {
    const tables = await listStoredTables(again);
    // Not stopped by a signal: it is done, and stopping now would only hide that.
    const different = await again.read(everyone, (tx) => firstDifferent(tx, tables, rows, {}));
    if (different !== undefined) throw unequal(different, "although it was the same when it was saved");
  } finally {
    await again.close();
  }
}

function unequal(table: string, consequence: string): BackupError {
  return new BackupError(
    "restore-unequal",
    `Table ${table} came back differently, ${consequence}. Look after the disk, and try another backup.`,
  );
}

async function* counted(
  rows: ArchivedRows,
  { signal, onProgress }: RestoreOptions,
): AsyncGenerator<RowChunk> {
  let done = 0;
  for await (const chunk of rows.chunks()) {
    signal?.throwIfAborted();
    yield chunk;
    done += chunk.rows.length;
    onProgress?.("restore", done / Math.max(1, rows.current.rows));
  }
}
