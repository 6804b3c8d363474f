import { accessSync, constants, existsSync, realpathSync, statSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import SqliteDatabase from "better-sqlite3";
import type { DatabaseTarget } from "../database.ts";
import { StorageError } from "../storage-error.ts";
import { syncPath } from "#files/sync-path.ts";

/** Where a whole database is built before it is in its place. */
export interface Arrival {
  /** What to open and fill. */
  readonly target: DatabaseTarget;
  /** Whether nobody finds it before `settle`. */
  readonly aside: boolean;
  /** Puts it in its place once it is closed; afterwards it is on the disk. Throws StorageError. */
  settle(): Promise<void>;
  /** Throws away what was built aside; what is in its place stays. */
  discard(): Promise<void>;
  /** Takes away again what `settle` put in its place. */
  withdraw(): Promise<void>;
}

const ends = ["", "-wal", "-shm", "-journal"];

/** Whether there is a database, so that opening it makes none. */
export function isThere(target: DatabaseTarget): boolean {
  return target.engine === "postgres" || (existsSync(target.path) && statSync(target.path).size > 0);
}

/** Why no database can be made there, as a sentence; undefined when nothing is known against it. */
export function placeProblem(target: DatabaseTarget): string | undefined {
  if (target.engine === "postgres") return undefined;
  let folder = dirname(resolve(target.path));
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    return `The folder "${folder}" cannot be written by this user.`;
  }
}

/** Whether two targets are one database, as far as their names tell. */
export function areSame(one: DatabaseTarget, other: DatabaseTarget): boolean {
  return nameOf(one) === nameOf(other);
}

/**
 * A file is built beside its place, as `NAME.moving-ID`, so that a place is empty or complete whatever happens; what an earlier
 * attempt left there is removed. Another database is built in its place, in one transaction.
 */
export async function prepareArrival(target: DatabaseTarget, id: string): Promise<Arrival> {
  if (target.engine === "postgres") {
    return {
      target,
      aside: false,
      settle: async () => {},
      discard: async () => {},
      withdraw: async () => {},
    };
  }
  const place = resolve(target.path);
  const folder = dirname(place);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const beginning = `${basename(place)}.moving-`;
  for (const left of (await readdir(folder)).filter((name) => name.startsWith(beginning))) {
    await rm(join(folder, left), { force: true });
  }
  const path = join(folder, `${beginning}${id}`);
  return {
    target: { engine: "sqlite", path },
    aside: true,
    async settle() {
      await removeUnused(place);
      await syncPath(path);
      await rename(path, place);
      await syncPath(folder);
    },
    async discard() {
      for (const end of ends) await rm(path + end, { force: true });
    },
    async withdraw() {
      for (const end of ends) await rm(place + end, { force: true });
      await syncPath(folder);
    },
  };
}

/** Removes the file that is to be replaced, unless somebody has it open. */
async function removeUnused(place: string): Promise<void> {
  if (!existsSync(place)) return;
  const file = new SqliteDatabase(place, { timeout: 2_000 });
  try {
    // Leaving the log of changes is possible for the last one only who has the file open.
    const mode: unknown = file.pragma("journal_mode = delete", { simple: true });
    if (mode !== "delete") throw inUse(place);
    file.exec("begin exclusive; commit");
  } catch (error) {
    throw error instanceof StorageError ? error : inUse(place);
  } finally {
    file.close();
  }
  for (const end of ends) await rm(place + end, { force: true });
}

function inUse(place: string): StorageError {
  return new StorageError("busy", `"${place}" is open in another process; stop what uses it and try again.`);
}

function nameOf(target: DatabaseTarget): string {
  if (target.engine === "postgres") {
    const { hostname, port, pathname, searchParams } = new URL(target.url);
    const host = searchParams.get("host") ?? hostname;
    return JSON.stringify([host, port || "5432", pathname, searchParams.get("options")]);
  }
  const path = resolve(target.path);
  return existsSync(path) ? realpathSync(path) : path;
}
