import type { Database } from "#storage/database.ts";
import type { BackupContext } from "../backup/backup-context.ts";
import type { ListedBackup } from "../backup/list-backups.ts";
import { withBackupFile } from "../backup/with-backup-file.ts";
import { withArchivedRows } from "../portable/archived-rows.ts";
import { bringBack, type BroughtBack } from "./bring-back.ts";
import { backupsOfRollback } from "./find-rollback.ts";

export interface BroughtBackReport {
  readonly kept: ListedBackup;
  readonly tables: readonly BroughtBack[];
}

/**
 * Brings back what the last rollback set aside. The schema must be current, and the caller holds the writers. Doing it twice
 * changes nothing more. Throws UpdateError and ArchiveError.
 */
export async function bringBackKept(database: Database, context: BackupContext): Promise<BroughtBackReport> {
  const { base, kept } = await backupsOfRollback(context);
  const options = { scratchFolder: context.workFolder };
  return withBackupFile(context, base.id, (basePath, baseKey) =>
    withBackupFile(context, kept.id, (keptPath, keptKey) =>
      withArchivedRows(basePath, { ...options, ...baseKey }, (before) =>
        withArchivedRows(keptPath, { ...options, ...keptKey }, async (aside) => ({
          kept,
          tables: await bringBack(database, before, aside),
        })),
      ),
    ),
  );
}
