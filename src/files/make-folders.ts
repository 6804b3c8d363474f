import { mkdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

// Node's own `recursive` never comes back where a folder that is there answers ENOENT to whoever wants to make one in it,
// as /proc does, and an automounter whose machine cannot be reached.

/** Makes a folder with those it lies in, mode 0700. What is there already stays as it is, also when it is a file. */
export async function makeFolders(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (isThere(error)) return;
    if (!isMissing(error) || dirname(folder) === folder) throw error;
    await makeFolders(dirname(folder));
    await mkdir(folder, { mode: 0o700 }).catch((second: unknown) => {
      if (!isThere(second)) throw second;
    });
  }
}

/** The same for the start, before anything else is done. */
export function makeFoldersNow(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (isThere(error)) return;
    if (!isMissing(error) || dirname(folder) === folder) throw error;
    makeFoldersNow(dirname(folder));
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (second) {
      if (!isThere(second)) throw second;
    }
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
