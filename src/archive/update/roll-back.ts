import type { Database } from "#storage/database.ts";
import { dropOwnTables } from "#storage/dialect/drop-tables.ts";
import { lockTables } from "#storage/dialect/long-transaction.ts";
import { named } from "#storage/dialect/named.ts";
import { fillTables } from "#storage/fill-tables.ts";
import { holdsLease } from "#storage/lease.ts";
import { migrateIn, migrationStatus } from "#storage/migrate.ts";
import { migrations as released } from "#storage/migrations/index.ts";
import { storedTablesOf } from "#storage/stored-tables.ts";
import { writersLease } from "#storage/write-gate.ts";
import type { BackupContext } from "../backup/backup-context.ts";
import { backupProgress } from "../backup/backup-progress.ts";
import { createBackup } from "../backup/create-backup.ts";
import type { ListedBackup } from "../backup/list-backups.ts";
import { withBackupFile } from "../backup/with-backup-file.ts";
import { withArchivedRows } from "../portable/archived-rows.ts";
import { differingTables, digestTables } from "../portable/digest-tables.ts";
import { readArchive, verifyArchive } from "../portable/read-archive.ts";
import { compareToBackup, type TableDifference } from "./compare-to-backup.ts";
import { backupBeforeUpdate } from "./find-rollback.ts";
import { UpdateError } from "./update-error.ts";

export interface RollbackPlan {
  readonly backup: ListedBackup;
  /** The version that the schema of that state is of: this one has to be started afterwards, or a later one with the same schema. */
  readonly version: string;
  /** The steps of the schema that are undone, by name. A version that knows one of them would take it again. */
  readonly takesBack: readonly string[];
  /** What was entered since, and would not be there. */
  readonly since: readonly TableDifference[];
}

export interface RolledBack extends RollbackPlan {
  /** The backup that holds the state from before the rollback. */
  readonly kept: string;
}

export interface RollBackOptions {
  /** Who holds the writers. */
  readonly holder: string;
  readonly onProgress?: (what: string, share: number) => void;
}

/** What a rollback would do. Changes nothing. Throws UpdateError. */
export async function planRollback(database: Database, context: BackupContext): Promise<RollbackPlan> {
  const backup = await backupBeforeUpdate(context);
  return withBackupFile(context, backup.id, async (path, key) => {
    const { header } = await verifyArchive(path, key);
    await assertUpdated(database, header.migrations);
    const since = await withArchivedRows(path, { ...key, scratchFolder: context.workFolder }, (before) =>
      compareToBackup(database, before),
    );
    const { applied } = await migrationStatus(database);
    // The archive was made by the build that was about to update, so its own version says nothing.
    const kept = applied.filter(({ name }) => header.migrations.includes(name));
    const undone = applied.filter(({ name }) => !header.migrations.includes(name));
    const version = kept.at(-1)?.appVersion ?? header.appVersion;
    return { backup, version, takesBack: undone.map(({ name }) => name), since };
  });
}

/**
 * Brings the schema and the rows from before the last update back, in one transaction, after a proven backup of what is here
 * now. The caller holds the writers. Throws UpdateError and BackupError; nothing is changed then.
 */
export async function rollBack(
  database: Database,
  context: BackupContext,
  plan: RollbackPlan,
  { holder, onProgress = () => {} }: RollBackOptions,
): Promise<RolledBack> {
  const { receipt } = await createBackup(context, {
    label: "before-rollback",
    onProgress: (stage, share) => onProgress("Keeping what is here now", backupProgress(stage, share) / 2),
  });
  await withBackupFile(context, plan.backup.id, async (path, key) => {
    const { header, manifest } = await verifyArchive(path, key);
    const before = released.filter(({ name }) => header.migrations.includes(name));
    let done = 0;
    const chunks = async function* () {
      for await (const part of readArchive(path, key)) {
        if (part.kind !== "rows") continue;
        yield part;
        done += part.rows.length;
        onProgress("Bringing the old state back", 0.5 + done / Math.max(1, manifest.rows) / 2);
      }
    };
    await fillTables(database, chunks(), {
      present: "none",
      async prepare(db) {
        // `exclusively` hands over the same kind of transaction; only its type is wider here.
        const all = db as Parameters<typeof dropOwnTables>[0];
        await assertHeldAlone(all, database.engine, holder);
        await dropOwnTables(all, database.engine);
        await migrateIn(all, database.engine, { migrations: before, appVersion: plan.version });
      },
      async check(db, tables) {
        const wanted = new Set(header.tables.map(({ name }) => name));
        const present = await digestTables(
          db,
          tables.filter(({ name }) => wanted.has(name)),
        );
        if (differingTables(present, manifest).length === 0) return;
        throw new UpdateError(
          "rollback-unequal",
          "The old state came back differently, so everything was left as it was.",
        );
      },
    });
  });
  return { ...plan, kept: receipt.id };
}

/** The update that a backup was made for may have failed, or been taken back already. */
async function assertUpdated(database: Database, before: readonly string[]): Promise<void> {
  const { applied } = await migrationStatus(database);
  if (applied.some(({ name }) => !before.includes(name))) return;
  throw new UpdateError(
    "nothing-to-roll-back",
    'The schema is the one from before the last update already, so there is no update to take back. "tas backup restore" brings back any state that is kept.',
  );
}

/** What others wrote since the backup was made would be lost with the tables. */
async function assertHeldAlone(
  db: Parameters<typeof dropOwnTables>[0],
  engine: Database["engine"],
  holder: string,
): Promise<void> {
  const tx = named(db);
  const tables = await storedTablesOf(tx, engine);
  await lockTables(
    db,
    engine,
    tables.map(({ name }) => name),
  );
  if (await holdsLease(engine, tx, writersLease, holder)) return;
  throw new UpdateError(
    "rollback-lost-hold",
    "This process stood still for so long that others could write again, so nothing was changed. Run the same command once more.",
  );
}
