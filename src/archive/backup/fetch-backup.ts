import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ArchiveError, damaged } from "../portable/archive-error.ts";
import type { ArchiveHeader, ArchiveManifest } from "../portable/archive-format.ts";
import type { ArchiveKey } from "../portable/archive-key.ts";
import { verifyArchive } from "../portable/read-archive.ts";
import type { BackupContext } from "./backup-context.ts";
import { BackupError, sentenceOf } from "./backup-error.ts";
import { measureFile } from "./lock-archive.ts";
import { type Sighting, surveyBackups } from "./survey-backups.ts";
import { assertRoom } from "./work-folder.ts";

export interface FetchOptions {
  readonly key?: ArchiveKey;
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: "fetch" | "verify", share: number) => void;
}

export interface FetchedBackup {
  readonly sighting: Sighting;
  /** Of a file that was read from its first to its last byte. */
  readonly path: string;
  readonly header: ArchiveHeader;
  readonly manifest: ArchiveManifest;
}

/** Where a backup lies, those with a sound receipt first. Throws BackupError 'backup-not-found'. */
export async function findBackup(context: BackupContext, id: string): Promise<readonly Sighting[]> {
  const { sightings, troubles } = await surveyBackups(context);
  const found = sightings.filter((sighting) => sighting.id === id);
  if (found.length > 0) {
    return found.toSorted((one, other) => Number(other.receipt !== null) - Number(one.receipt !== null));
  }
  const hidden = troubles.length === 0 ? "" : ` ${troubles.join(" ")}`;
  throw new BackupError(
    "backup-not-found",
    `There is no backup ${id} here; "tas backup list" shows those there are.${hidden}`,
  );
}

/**
 * Copies a backup into `folder` and reads all of it; of several destinations the first whose copy is whole. `troubles` takes up
 * what was wrong with the others. Throws what was wrong with the last one when none is whole.
 */
export async function fetchBackup(
  context: BackupContext,
  id: string,
  folder: string,
  options: FetchOptions,
  troubles: string[],
): Promise<FetchedBackup> {
  let failure: unknown;
  for (const sighting of await findBackup(context, id)) {
    try {
      return await fetchSighting(context, sighting, folder, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      // Another copy would be locked in the same way, and lie on the same disk.
      if (error instanceof ArchiveError && error.code !== "archive-damaged") throw error;
      if (error instanceof BackupError && error.code === "no-room") throw error;
      failure = error;
      troubles.push(`The copy at ${sighting.destination.label} cannot be used: ${sentenceOf(error)}`);
    }
  }
  if (!(failure instanceof ArchiveError)) throw failure;
  throw new ArchiveError(failure.code, `No copy of ${id} is whole. ${troubles.join(" ")}`, {
    cause: failure,
  });
}

/** One copy, read whole. Throws ArchiveError when it is damaged. */
export async function fetchSighting(
  context: BackupContext,
  sighting: Sighting,
  folder: string,
  { key, signal, onProgress = () => {} }: FetchOptions,
): Promise<FetchedBackup> {
  const { destination, file, receipt } = sighting;
  await assertRoom(context, context.workFolder, file.size + 1e6, "a copy of the backup");
  const path = join(folder, file.name);
  await rm(path, { force: true });
  const own = signal ? { signal } : {};
  await destination.fetch(file.name, path, { ...own, onProgress: (share) => onProgress("fetch", share) });
  if (receipt && (await measureFile(path)).sha256 !== receipt.file.sha256) {
    throw damaged("its bytes are not those that its receipt names");
  }
  let done = 0;
  const opener = key ?? context.key;
  const read = await verifyArchive(path, {
    ...own,
    ...(opener ? { key: opener } : {}),
    onRows(rows) {
      done += rows;
      onProgress("verify", receipt ? Math.min(1, done / Math.max(1, receipt.rows)) : 0);
    },
  });
  return { sighting, path, ...read };
}
