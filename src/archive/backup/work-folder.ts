import { chmod, lstat, mkdir, mkdtemp, readdir, rm, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BackupContext } from "./backup-context.ts";
import { BackupError } from "./backup-error.ts";

const prefix = "backup-";
/** Folders of runs, and downloads that were being put together. */
const isOfOneRun = /^(backup-\w{6}|\.?download-[0-9a-f-]{36}(\.[0-9a-f]+\.part)?)$/;
const oldest = 24 * 60 * 60_000;

/** Runs `work` with a new empty folder of mode 0700, which is gone afterwards; so is what killed runs left a day ago. Throws what `work` throws, or the signal's reason. */
export async function withWorkFolder<T>(
  { workFolder, clock }: Pick<BackupContext, "workFolder" | "clock">,
  work: (folder: string) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  await mkdir(workFolder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(workFolder)) {
    if (!isOfOneRun.test(name)) continue;
    const path = join(workFolder, name);
    const found = await lstat(path).catch(() => null);
    if (found && clock() - found.mtimeMs > oldest) await rm(path, { recursive: true, force: true });
  }
  const folder = await mkdtemp(join(workFolder, prefix));
  try {
    await chmod(folder, 0o700);
    return await work(folder);
  } catch (error) {
    // What was cut off fails in many ways.
    signal?.throwIfAborted();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Throws BackupError 'no-room' unless so many bytes are free where the folder is or will be. */
export async function assertRoom(
  context: Pick<BackupContext, "freeSpace">,
  folder: string,
  needed: number,
  purpose: string,
): Promise<void> {
  const free = await (context.freeSpace ?? freeSpaceAt)(folder);
  if (free >= needed) return;
  throw new BackupError(
    "no-room",
    `There is too little room in "${folder}" for ${purpose}: about ${megabytes(needed)} are needed and ${megabytes(free)} are free. Free some space there and try again; nothing was changed.`,
  );
}

async function freeSpaceAt(folder: string): Promise<number> {
  const found = await statfs(folder).catch(() => null);
  if (found) return found.bavail * found.bsize;
  // Not made yet: it will lie where its parent lies.
  return dirname(folder) === folder ? Number.POSITIVE_INFINITY : freeSpaceAt(dirname(folder));
}

function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
