import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "#storage/database.ts";
import { verifyArchive } from "../portable/read-archive.ts";
import { writeArchive } from "../portable/write-archive.ts";
import type { BackupContext } from "./backup-context.ts";
import { BackupError } from "./backup-error.ts";
import { archiveName, newBackupId } from "./backup-id.ts";
import { peopleIn } from "./create-backup.ts";
import { lockArchive, measureFile } from "./lock-archive.ts";
import type { BackupReceipt } from "./receipt.ts";
import { storeBackup } from "./store-backup.ts";

/** Safety copies in the work folder, which are no backups of any destination, begin with it. */
export const unlistedCopy = "before-restore-";

export interface SafetyCopy {
  /** A backup's id, or the path of a file. */
  readonly name: string;
  /** The label of the destination; null when the name says it all. */
  readonly place: string | null;
}

/**
 * Keeps what a restore is about to replace: an archive, read whole, in the first destination that is a folder, else in the work
 * folder. It is not proven. Throws BackupError 'not-stored'.
 */
export async function keepSafetyCopy(
  context: BackupContext,
  database: Database,
  folder: string,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (share: number) => void },
): Promise<SafetyCopy> {
  const { clock, destinations, lock, workFolder } = context;
  const own = options.signal ? { signal: options.signal } : {};
  const started = clock();
  const id = newBackupId(started);
  const plain = join(folder, archiveName(id, false));
  const written = await writeArchive(database, plain, { now: started, ...options });
  const read = await verifyArchive(plain, own);
  if (read.manifest.sha256 !== written.manifest.sha256) {
    throw new BackupError("not-stored", "The copy of the present state reads other than it was written.");
  }
  const path = lock ? join(folder, archiveName(id, true)) : plain;
  if (lock) await lockArchive(plain, path, lock, options.signal);
  const { header, manifest } = written;
  const receipt: BackupReceipt = {
    id,
    label: "before-restore",
    takenAt: started,
    provenAt: null,
    appVersion: header.appVersion,
    migrations: header.migrations,
    engine: database.engine,
    rows: manifest.rows,
    people: peopleIn(written),
    sha256: manifest.sha256,
    tables: manifest.tables,
    file: { name: archiveName(id, lock !== undefined), ...(await measureFile(path)) },
    encrypted: lock !== undefined,
    seconds: Math.max(0, clock() - started) / 1000,
  };
  for (const destination of destinations.filter(({ kind }) => kind === "folder")) {
    try {
      await storeBackup([destination], path, receipt, own);
      return { name: id, place: destination.label };
    } catch {
      options.signal?.throwIfAborted();
      // A full or absent disk: the next one, or the work folder.
    }
  }
  const kept = join(workFolder, `${unlistedCopy}${receipt.file.name}`);
  await rename(path, kept);
  return { name: kept, place: null };
}
