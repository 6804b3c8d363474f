import type { BackupContext } from "../backup/backup-context.ts";
import { type ListedBackup, listBackups } from "../backup/list-backups.ts";
import { UpdateError } from "./update-error.ts";

/** How long an update can be taken back, in milliseconds. */
const rollbackWindow = 14 * 24 * 60 * 60_000;

/** The proven backup from before the last update. Throws UpdateError when there is none that is young enough. */
export async function backupBeforeUpdate(context: BackupContext): Promise<ListedBackup> {
  const backups = await listBackups(context);
  const found = backups.find(({ label, provenAt }) => label === "pre-update" && provenAt !== null);
  const age = found && context.clock() - found.takenAt;
  if (found === undefined || age === undefined || age > rollbackWindow) {
    throw new UpdateError(
      "nothing-to-roll-back",
      found === undefined
        ? "There is no update to take back: no proven backup from before one is at the destinations."
        : 'The last update is more than 14 days old and cannot be taken back; "tas backup restore" brings back any state that is kept.',
    );
  }
  return found;
}

/** What the last rollback set aside, and the state from before the update that it took back. Throws UpdateError. */
export async function backupsOfRollback(
  context: BackupContext,
): Promise<{ readonly base: ListedBackup; readonly kept: ListedBackup }> {
  const backups = await listBackups(context);
  const kept = backups.find(({ label, provenAt }) => label === "before-rollback" && provenAt !== null);
  const base = backups.find(
    ({ label, provenAt, takenAt }) =>
      label === "pre-update" && provenAt !== null && kept !== undefined && takenAt < kept.takenAt,
  );
  if (kept && base) return { base, kept };
  throw new UpdateError(
    "nothing-to-bring-back",
    "There is nothing to bring back: no rollback set entries aside, or their backup is not at the destinations any more.",
  );
}
