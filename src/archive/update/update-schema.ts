import packageJson from "../../../package.json" with { type: "json" };
import { type Database, everyone } from "#storage/database.ts";
import type { Migration } from "#storage/dialect/migration-context.ts";
import { migrate, type MigrationStatus, migrationStatus } from "#storage/migrate.ts";
import { storedTablesOf } from "#storage/stored-tables.ts";
import { countTable } from "#storage/table-rows.ts";
import type { BackupContext } from "../backup/backup-context.ts";
import { sentenceOf } from "../backup/backup-error.ts";
import { backupProgress } from "../backup/backup-progress.ts";
import { createBackup } from "../backup/create-backup.ts";
import { UpdateError } from "./update-error.ts";

export interface UpdateOptions {
  /** Told how far it is, 0 to 1. */
  readonly onProgress?: (what: string, share: number) => void;
  /** Goes on without a backup and without a trial. */
  readonly withoutBackup?: boolean;
  /** Instead of the released ones. */
  readonly migrations?: readonly Migration[];
}

export interface Updated {
  readonly applied: readonly string[];
  /** The backup that `tas rollback` goes back to; null when there was nothing to lose. */
  readonly backup: string | null;
}

/** How the work is divided, as far as progress goes: the backup and its proof take most of it. */
const backupShare = 0.7;

/**
 * Brings the schema up to date. A database with people in it is backed up and the backup proven before, and the update is tried
 * on the restored copy: whatever fails, the old state is left. Throws UpdateError, and StorageError for a newer schema.
 */
export async function updateSchema(
  database: Database,
  context: BackupContext,
  options: UpdateOptions = {},
): Promise<Updated> {
  const { onProgress = () => {}, withoutBackup = false } = options;
  const chosen = options.migrations === undefined ? {} : { migrations: options.migrations };
  const status = await migrationStatus(database, chosen);
  const atRisk = status.pending.length > 0 && status.applied.length > 0 && (await hasPeople(database));
  const backup = atRisk && !withoutBackup ? await backUp(context, status, options) : null;
  let step = "its first step";
  const from = backup === null ? 0 : backupShare;
  try {
    const applied = await migrate(database, {
      ...chosen,
      onProgress({ name, done, total }) {
        step = name ?? "its end";
        onProgress("Updating the schema", from + (1 - from) * (total === 0 ? 1 : done / total));
      },
    });
    return { applied, backup };
  } catch (error) {
    if (!atRisk) throw error;
    throw new UpdateError(
      "update-failed",
      `The update failed at ${step} and was undone: ${sentenceOf(error)} All data is as it was; ${goBack(status)}`,
      { cause: error },
    );
  }
}

/** Another process was quicker: a copy of its result is no way back, and it made a backup itself. */
class UpdatedMeanwhile extends Error {}

async function backUp(
  context: BackupContext,
  status: MigrationStatus,
  { onProgress = () => {}, migrations }: UpdateOptions,
): Promise<string | null> {
  let rehearsing = false;
  try {
    const { receipt } = await createBackup(context, {
      label: "pre-update",
      onProgress: (stage, share) =>
        onProgress("Backing up before the update", backupProgress(stage, share) * backupShare),
      async onScratch(scratch) {
        const { pending } = await migrationStatus(scratch, migrations === undefined ? {} : { migrations });
        if (pending.length === 0) throw new UpdatedMeanwhile();
        rehearsing = true;
        await migrate(scratch, migrations === undefined ? {} : { migrations });
        rehearsing = false;
      },
    });
    return receipt.id;
  } catch (error) {
    if (error instanceof UpdatedMeanwhile) return null;
    if (rehearsing) {
      throw new UpdateError(
        "update-rehearsal-failed",
        `The update was tried on a copy and failed there: ${sentenceOf(error)} The database was not touched; ${goBack(status)}`,
        { cause: error },
      );
    }
    throw new UpdateError(
      "update-without-backup",
      `The update was not begun, because no proven backup could be made before it: ${sentenceOf(error)} To go on without one, run: tas migrate --without-backup`,
      { cause: error },
    );
  }
}

function goBack({ applied }: MigrationStatus): string {
  const version = applied.at(-1)?.appVersion ?? "the one before";
  return `start version ${version} again, and report this with the log of version ${packageJson.version}.`;
}

async function hasPeople(database: Database): Promise<boolean> {
  return database.read(everyone, async (tx) => {
    const people = (await storedTablesOf(tx, database.engine)).find(({ name }) => name === "user_account");
    return people !== undefined && (await countTable(tx, people)) > 0;
  });
}
