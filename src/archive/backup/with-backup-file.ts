import type { ArchiveKey } from "../portable/archive-key.ts";
import type { BackupContext } from "./backup-context.ts";
import { fetchBackup } from "./fetch-backup.ts";
import { withWorkFolder } from "./work-folder.ts";

/**
 * Runs `work` with a copy of a backup's file, read whole, taken from the first destination that has a sound one. Throws
 * BackupError or ArchiveError when none has.
 */
export async function withBackupFile<T>(
  context: BackupContext,
  id: string,
  work: (path: string, key: { readonly key?: ArchiveKey }) => Promise<T>,
): Promise<T> {
  return withWorkFolder(context, async (folder) => {
    const { path } = await fetchBackup(context, id, folder, {}, []);
    return work(path, context.key ? { key: context.key } : {});
  });
}
