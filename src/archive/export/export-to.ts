import { lstat, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { type Database, everyone, type Owner } from "#storage/database.ts";
import type { ArchiveLock } from "../portable/archive-key.ts";
import { writeArchive } from "../portable/write-archive.ts";
import type { ExportFormat, TextFormat } from "./export-file.ts";
import { predecessorFiles } from "./predecessor-files.ts";
import { spreadsheetFiles } from "./spreadsheet-files.ts";
import { writeFolder } from "./write-folder.ts";
import { writeZip } from "./write-zip.ts";

/** The place where an export is to be written is taken, or cannot be written to. */
export class ExportPlaceError extends Error {
  override readonly name = "ExportPlaceError";
}

export interface ExportOptions {
  /** Encrypts an archive; the other formats have no such thing. */
  readonly lock?: ArchiveLock | undefined;
  /** 0–1. */
  readonly onProgress?: ((part: number) => void) | undefined;
}

/**
 * Writes a person's data, as it is at one moment, and resolves to the names of its files: an archive is one file, the other
 * formats are a new ZIP (a path ending in .zip) or a new folder. Of `everyone` there is only an archive, the whole
 * installation. Nothing is ever overwritten, and the path exists only once everything is in it. Throws ExportPlaceError.
 */
export async function exportTo(
  database: Database,
  owner: Owner,
  format: ExportFormat,
  path: string,
  now: number,
  options: ExportOptions = {},
): Promise<readonly string[]> {
  const target = resolve(path);
  await checkPlace(target);
  const staging = join(dirname(target), `.${basename(target)}.${process.pid}-${crypto.randomUUID()}.part`);
  try {
    const place = { staging, target };
    const names =
      format === "archive"
        ? await saveArchive(database, owner, place, now, options)
        : await saveTexts(database, owner, format, place, now);
    await checkPlace(target);
    await rename(staging, target);
    return names;
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw asPlaceError(error);
  }
}

interface Place {
  readonly staging: string;
  readonly target: string;
}

async function saveArchive(
  database: Database,
  owner: Owner,
  { staging, target }: Place,
  now: number,
  { lock, onProgress }: ExportOptions,
): Promise<string[]> {
  await writeArchive(database, staging, {
    ...(owner === everyone ? {} : { owner }),
    ...(lock ? { lock } : {}),
    ...(onProgress ? { onProgress } : {}),
    now,
  });
  return [basename(target)];
}

function saveTexts(
  database: Database,
  owner: Owner,
  format: TextFormat,
  { staging, target }: Place,
  now: number,
): Promise<string[]> {
  return database.read(owner, async (tx) => {
    // A read may run again after a lost connection.
    await rm(staging, { recursive: true, force: true });
    const files = await (format === "csv" ? predecessorFiles(tx, owner) : spreadsheetFiles(tx, owner));
    if (/\.zip$/i.test(target)) await writeZip(staging, files, now);
    else await writeFolder(staging, files);
    return files.map(({ name }) => name);
  });
}

async function checkPlace(target: string): Promise<void> {
  const there = await lstat(target).catch(() => null);
  if (there !== null) {
    throw new ExportPlaceError(`There is something called ${basename(target)} already; choose another name.`);
  }
  const folder = await lstat(dirname(target)).catch(() => null);
  if (folder === null) {
    throw new ExportPlaceError(`The folder ${dirname(target)} does not exist; make it first.`);
  }
}

function asPlaceError(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EACCES" || code === "EROFS" || code === "EPERM") {
    return new ExportPlaceError("The folder cannot be written to; choose another one or allow it.");
  }
  if (code === "ENOSPC") return new ExportPlaceError("The disk is full; make room or choose another place.");
  return error;
}
