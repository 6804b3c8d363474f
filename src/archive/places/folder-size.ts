import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Bytes of the files in a folder and below it; null when the folder is not there or may not be looked into. */
export async function folderSize(folder: string): Promise<number | null> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (!entries) return null;
  let bytes = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += (await folderSize(path)) ?? 0;
    else if (entry.isFile()) bytes += (await fileSize(path)) ?? 0;
  }
  return bytes;
}

/** Bytes of a file; null when it is not there. */
export async function fileSize(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : null;
}
