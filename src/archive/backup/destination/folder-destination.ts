import { type FileHandle, lstat, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolders } from "#files/make-folders.ts";
import { syncPath } from "#files/sync-path.ts";
import { ByteDigest, type Digest, isSame } from "./byte-digest.ts";
import type { Destination, StoredFile, TransferOptions } from "./destination.ts";
import { DestinationError } from "./destination-error.ts";
import type { FolderPlace } from "./destination-place.ts";
import { fileChunks } from "./file-chunks.ts";
import { folderError, systemCode } from "./folder-error.ts";
import { exists, makeFile, partEnding } from "./new-file.ts";
import { byName, checkName, isStoredName } from "./stored-name.ts";

/** A folder of this machine: 0700, its files 0600. */
export function openFolder({ path: folder, label }: FolderPlace): Destination {
  const at = (name: string) => {
    checkName(name);
    return join(folder, name);
  };
  return {
    label,
    kind: "folder",
    list: () => saying(folder, () => listFolder(folder)),
    async put(name, path, options = {}) {
      const source = await open(path, "r");
      try {
        return await saying(at(name), () => putFile(source, folder, at(name), options));
      } finally {
        await source.close();
      }
    },
    putText: async (name, text) =>
      saying(at(name), async () => {
        await saying(folder, () => makeFolders(folder));
        await makeFile(at(name), (file) => file.writeFile(text), { overwrite: true });
      }),
    readText: async (name) => saying(at(name), () => absent(readFile(at(name), "utf8"), null)),
    fetch: async (name, path, options = {}) => fetchFile(at(name), path, options),
    remove: async (name) =>
      saying(at(name), async () => {
        await rm(at(name), { force: true });
        await absent(syncPath(folder), undefined);
      }),
  };
}

async function listFolder(folder: string): Promise<readonly StoredFile[]> {
  const entries = await absent(readdir(folder, { withFileTypes: true }), []);
  const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  const files: StoredFile[] = [];
  for (const name of names.filter(isStoredName)) {
    // Somebody may prune meanwhile.
    const found = await absent(lstat(join(folder, name)), null);
    if (found !== null) files.push({ name, size: found.size, modifiedAt: Math.round(found.mtimeMs) });
  }
  return files.sort(byName);
}

async function putFile(
  source: FileHandle,
  folder: string,
  path: string,
  { signal, onProgress }: TransferOptions,
): Promise<Digest> {
  signal?.throwIfAborted();
  await saying(folder, async () => {
    await makeFolders(folder);
    await sweep(folder);
  });
  if (await exists(path)) throw alreadyThere(path);
  const { size } = await source.stat();
  const report = (done: number) => onProgress?.(size === 0 ? 1 : Math.min(1, done / size / 2));
  let given: Digest = { sha256: "", size: 0 };
  const write = async (file: FileHandle) => {
    given = await copy(source, file, signal, report);
  };
  const check = async (part: string) => {
    const file = await open(part, "r");
    try {
      const stored = await copy(file, null, signal, (done) => report(size + done));
      if (!isSame(given, stored)) throw new DestinationError("corrupt", corruptSentence(path));
    } finally {
      await file.close();
    }
  };
  await makeFile(path, write, { check }).catch((error: unknown) => {
    throw systemCode(error) === "EEXIST" ? alreadyThere(path) : error;
  });
  return given;
}

async function fetchFile(
  stored: string,
  path: string,
  { signal, onProgress }: TransferOptions,
): Promise<void> {
  const source = await saying(stored, () => open(stored, "r"));
  try {
    const { size } = await source.stat();
    await saying(path, () =>
      makeFile(path, async (file) => {
        await copy(source, file, signal, (done) => onProgress?.(size === 0 ? 1 : Math.min(1, done / size)));
      }),
    );
  } finally {
    await source.close();
  }
}

/** Copies all bytes (to nowhere: reads them) and says what they were. */
async function copy(
  from: FileHandle,
  to: FileHandle | null,
  signal: AbortSignal | undefined,
  report: (done: number) => void,
): Promise<Digest> {
  const digest = new ByteDigest();
  for await (const chunk of fileChunks(from, signal)) {
    digest.add(chunk);
    if (to !== null) await to.writeFile(chunk);
    report(digest.size);
  }
  return digest.digest();
}

/** Unfinished files of a process that was killed. One that is still written to is never a day old. */
async function sweep(folder: string): Promise<void> {
  const yesterday = Date.now() - 24 * 60 * 60 * 1000;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(".") || !name.endsWith(partEnding) || !isStoredName(name.slice(1, 12))) continue;
    const path = join(folder, name);
    const found = await absent(lstat(path), null);
    if (found?.isFile() === true && found.mtimeMs < yesterday) await rm(path, { force: true });
  }
}

function alreadyThere(path: string): DestinationError {
  return new DestinationError(
    "exists",
    `"${path}" exists already, and a backup is never overwritten; give this one another name.`,
  );
}

function corruptSentence(path: string): string {
  return `What was written to "${path}" reads back differently, so it was removed; look after that disk, and name another folder until then.`;
}

async function saying<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw folderError(error, path);
  }
}

/** What is not there gives the other value. */
async function absent<T, U>(work: Promise<T>, instead: U): Promise<T | U> {
  return work.catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return instead;
    throw error;
  });
}
