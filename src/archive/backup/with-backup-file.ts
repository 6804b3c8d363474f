import { join } from "node:path";
import type { ArchiveKey } from "../portable/archive-key.ts";
import type { BackupContext } from "./backup-context.ts";
import { BackupError, sentenceOf } from "./backup-error.ts";
import { surveyBackups } from "./survey-backups.ts";
import { withWorkFolder } from "./work-folder.ts";

/**
 * Runs `work` with a copy of a backup's file whose bytes are those of its receipt, taken from the first destination that has
 * a sound one. Throws BackupError when none has.
 */
export async function withBackupFile<T>(
  context: BackupContext,
  id: string,
  work: (path: string, key: { readonly key?: ArchiveKey }) => Promise<T>,
): Promise<T> {
  const { sightings } = await surveyBackups(context);
  const found = sightings.filter((sighting) => sighting.id === id);
  if (found.length === 0)
    throw new BackupError("backup-not-found", `There is no backup ${id} at any destination.`);
  return withWorkFolder(context, async (folder) => {
    const troubles: string[] = [];
    for (const { destination, file } of found) {
      const path = join(folder, `${troubles.length}-${file.name}`);
      try {
        await destination.fetch(file.name, path);
      } catch (error) {
        troubles.push(sentenceOf(error));
        continue;
      }
      return work(path, context.key ? { key: context.key } : {});
    }
    throw new BackupError("backup-not-found", `Backup ${id} cannot be fetched: ${troubles.join(" ")}`);
  });
}
