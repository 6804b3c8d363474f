import type { BackupPlan } from "#archive/backup/backup-context.ts";
import { startUpdateWork } from "#archive/update/start-update-work.ts";
import type { Database } from "#storage/database.ts";
import { migrate, migrationStatus } from "#storage/migrate.ts";

export interface UpdateAtStart {
  readonly plan: BackupPlan;
  /** The file of the update worker. */
  readonly worker: URL;
  readonly log: { info(fields: object, text: string): void };
}

/**
 * Brings the schema up to date; where there is something to lose, in a thread of its own and behind a proven backup.
 * Throws UpdateError and StorageError; the old state is left then.
 */
export function updateAtStart({ plan, worker, log }: UpdateAtStart) {
  return async (database: Database, onProgress: (share: number) => void): Promise<void> => {
    const { applied, pending } = await migrationStatus(database);
    if (applied.length === 0 || pending.length === 0) {
      await migrate(database);
      return;
    }
    log.info({ steps: pending.length }, "the schema is being brought up to date, after a proven backup");
    const work = { plan, withoutBackup: false };
    const { backup } = await startUpdateWork(worker, work, (_what, share) => onProgress(share));
    log.info(
      { backup },
      "the schema is up to date; for 14 days tas rollback goes back to the state of before",
    );
  };
}
