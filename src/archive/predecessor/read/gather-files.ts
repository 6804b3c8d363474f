import { open, readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { isSqlite } from "./database-tables.ts";
import { SourceError } from "./source-error.ts";
import { baseName, depthOf, isSystemFile, pointsOutside, type SourceFile } from "./source-file.ts";
import type { SourceLimits } from "./source-limits.ts";
import { type SourceTableName, tableOfFile } from "./source-tables.ts";
import { isZip, outside, readZip } from "./zip-members.ts";

/** Files handed over by a browser. */
export interface SourceUpload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a source consists of, before anything in it is understood. */
export interface GatheredFiles {
  readonly container: "zip" | "files";
  readonly csv: ReadonlyMap<SourceTableName, SourceFile>;
  /** On disk a path, else bytes with the log that came along. */
  readonly database:
    | { readonly path: string }
    | { readonly bytes: Buffer; readonly log: Buffer | null }
    | null;
  readonly unknown: readonly string[];
}

export async function gatherFromPath(path: string, limits: SourceLimits): Promise<GatheredFiles> {
  const info = await stat(path).catch(() => null);
  if (info === null) throw new SourceError("not-recognized", "There is no file or folder of that name.");
  if (info.isDirectory()) return gatherFromFolder(path, limits);
  if (!info.isFile()) throw new SourceError("not-recognized", "This is neither a file nor a folder.");
  if ((await head(path)) === "sqlite") {
    return { container: "files", csv: new Map(), database: { path }, unknown: [] };
  }
  if (info.size > limits.maxBytes) throw tooLarge();
  return gatherFromFiles([{ path: basename(path), bytes: await readFile(path) }], limits);
}

export async function gatherFromUploads(
  uploads: readonly SourceUpload[],
  limits: SourceLimits,
): Promise<GatheredFiles> {
  const files = uploads.map(({ name, bytes }) => {
    if (pointsOutside(name)) throw outside();
    return { path: name, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  });
  return gatherFromFiles(files, limits);
}

/** A folder of CSVs, the predecessor's data folder (database and CSVs side by side), or a folder that holds it. */
async function gatherFromFolder(folder: string, limits: SourceLimits): Promise<GatheredFiles> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && !isSystemFile(entry.name))
    .map((entry) => entry.name);
  const csv = new Map<SourceTableName, SourceFile>();
  const unknown: string[] = [];
  let database: GatheredFiles["database"] = null;
  let total = 0;
  for (const name of names.sort()) {
    const path = join(folder, name);
    const table = tableOfFile(name);
    if (table !== null && !csv.has(table)) {
      total += (await stat(path)).size;
      if (total > limits.maxBytes) throw tooLarge();
      csv.set(table, { path: name, bytes: await readFile(path) });
    } else if (database === null && /\.(db|sqlite3?)$/i.test(name) && (await head(path)) === "sqlite") {
      database = { path };
    } else if (!/\.(db|sqlite3?)-(wal|shm|journal)$/i.test(name)) unknown.push(name);
  }
  if (csv.size > 0 || database !== null) return { container: "files", csv, database, unknown };
  if (entries.some((entry) => entry.isDirectory() && entry.name === "data")) {
    return gatherFromFolder(join(folder, "data"), limits);
  }
  const zips = unknown.filter((name) => /\.zip$/i.test(name));
  if (zips.length === 1 && zips[0] !== undefined) return gatherFromPath(join(folder, zips[0]), limits);
  throw nothingKnown();
}

async function gatherFromFiles(given: readonly SourceFile[], limits: SourceLimits): Promise<GatheredFiles> {
  let container: GatheredFiles["container"] = "files";
  const files: SourceFile[] = [];
  for (const file of given) {
    if (isZip(file.bytes)) {
      container = "zip";
      files.push(...(await readZip(file.bytes, limits)));
    } else files.push(file);
  }
  if (files.length > limits.maxMembers) throw tooLarge();
  if (files.reduce((sum, file) => sum + file.bytes.length, 0) > limits.maxBytes) throw tooLarge();
  const csv = new Map<SourceTableName, SourceFile>();
  const unknown: string[] = [];
  let database: GatheredFiles["database"] = null;
  // The file nearest to the root is the one that is meant.
  const sorted = files
    .filter((file) => !isSystemFile(file.path))
    .sort((a, b) => depthOf(a.path) - depthOf(b.path));
  for (const file of sorted) {
    const name = baseName(file.path);
    const table = tableOfFile(name);
    if (isSqlite(file.bytes) && database === null) {
      const log = sorted.find((other) => other.path === `${file.path}-wal`)?.bytes ?? null;
      database = { bytes: file.bytes, log };
    } else if (table !== null && !csv.has(table)) csv.set(table, file);
    else if (!/\.(db|sqlite3?)-(wal|shm|journal)$/i.test(name)) unknown.push(name);
  }
  if (csv.size === 0 && database === null) throw notKnown(given, sorted);
  return { container, csv, database, unknown };
}

function notKnown(given: readonly SourceFile[], files: readonly SourceFile[]): SourceError {
  const only = given.length === 1 ? given[0] : undefined;
  if (only !== undefined && files[0] === only) {
    if (only.bytes.length === 0)
      return new SourceError("not-recognized", "This file is empty, so there is nothing to import.");
    const looksCutOff = only.bytes.length < 100 && /\.(zip|db)$/i.test(only.path);
    if (looksCutOff)
      return new SourceError("damaged", "This file is cut off; please export or copy it again.");
  }
  return nothingKnown();
}

function nothingKnown(): SourceError {
  return new SourceError(
    "not-recognized",
    "Nothing of the predecessor was found here: expected is its export ZIP, its CSV files (tasks.csv and so on) or its database.",
  );
}

function tooLarge(): SourceError {
  return new SourceError(
    "too-large",
    "This is larger than anything the predecessor exports, so it was not read.",
  );
}

async function head(path: string): Promise<"sqlite" | "other"> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    return isSqlite(buffer.subarray(0, bytesRead)) ? "sqlite" : "other";
  } finally {
    await handle.close();
  }
}
