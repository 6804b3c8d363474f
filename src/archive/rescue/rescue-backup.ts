import { resolve } from "node:path";
import type { ArchiveKey } from "../portable/archive-key.ts";
import type { BackupContext } from "../backup/backup-context.ts";
import { fetchBackup } from "../backup/fetch-backup.ts";
import { assertArchiveFile } from "../backup/foreign-file.ts";
import { listBackups } from "../backup/list-backups.ts";

/** A backup from which a rescue fills what the file does not give. */
export interface RescueBackup {
  /** Its id, or the path of a file. */
  readonly name: string;
  /** Named by a person: it has to be readable, and is believed to be of the same data. */
  readonly insisted: boolean;
  readonly key?: ArchiveKey;
  /** Resolves to the path of its file, which may be put into `folder`. */
  fetch(folder: string, signal?: AbortSignal): Promise<string>;
}

/** How many backups are tried, when the newest one is damaged. */
const mostTried = 3;

/** The archive that a person names. Throws BackupError when there is none. */
export async function namedBackup(file: string, key?: ArchiveKey): Promise<RescueBackup> {
  const path = resolve(file);
  await assertArchiveFile(path);
  return { name: path, insisted: true, ...(key ? { key } : {}), fetch: async () => path };
}

/** The newest proven backups, newest first; those of folders are taken from there. Throws BackupError when no place can be looked into. */
export async function provenBackups(context: BackupContext): Promise<readonly RescueBackup[]> {
  const destinations = context.destinations.toSorted(
    (one, other) => Number(one.kind !== "folder") - Number(other.kind !== "folder"),
  );
  const backups = await listBackups({ destinations });
  return backups
    .filter(({ provenAt }) => provenAt !== null)
    .slice(0, mostTried)
    .map(({ id }) => ({
      name: id,
      insisted: false,
      ...(context.key ? { key: context.key } : {}),
      async fetch(folder, signal) {
        const there = { ...context, destinations, workFolder: folder };
        return (await fetchBackup(there, id, folder, signal ? { signal } : {}, [])).path;
      },
    }));
}
