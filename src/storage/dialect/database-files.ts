import { existsSync } from "node:fs";
import { readdir, readlink, rename } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { type Kysely, sql } from "kysely";
import { type Database, type DatabaseTarget, everyone } from "../database.ts";
import { StorageError } from "../storage-error.ts";
import { syncPath } from "#files/sync-path.ts";

const endings = ["", "-wal", "-shm"];
/** The other name of a damaged database begins with it; a time follows. */
export const damagedEnding = "damaged-";

/** The folder in which a database's own files lie; null where a server keeps them. */
export function folderOfFiles(target: DatabaseTarget): string | null {
  return target.engine === "sqlite" ? dirname(resolve(target.path)) : null;
}

/** The files of a database that are there, its log and index included. */
export function filesOf(target: DatabaseTarget): string[] {
  if (target.engine !== "sqlite") return [];
  return endings.map((end) => target.path + end).filter((path) => existsSync(path));
}

/** Whether an error says that a database's file itself is broken, and not how it is used. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof StorageError)) return false;
  return /^SQLITE_(CORRUPT|NOTADB|IOERR_SHORT_READ)/.test(error.engineCode ?? "");
}

/** Looks through a whole file for damage. A server looks after its files itself. Throws StorageError. */
export async function isSound(database: Database): Promise<boolean> {
  if (database.engine !== "sqlite") return true;
  return database.read(everyone, async (tx) => {
    // The engine's own check is no table of the schema.
    const { rows } = await sql<{ found: string }>`
      select quick_check as found from pragma_quick_check limit 2`.execute(tx as unknown as Kysely<unknown>);
    return rows.length === 1 && rows[0]?.found === "ok";
  });
}

/** A database beside another one, to be filled and then put in its place; null where that is not done by files. */
export function besideFiles(target: DatabaseTarget, ending: string): DatabaseTarget | null {
  return target.engine === "sqlite" ? { engine: "sqlite", path: `${target.path}.${ending}` } : null;
}

/** The name of a database's file with another ending; null where that is not done by files. */
export function otherName(target: DatabaseTarget, ending: string): string | null {
  return target.engine === "sqlite" ? `${resolve(target.path)}.${ending}` : null;
}

/** The files of damaged databases that were kept beside this one, oldest first, with whole paths. */
export async function damagedFilesBeside(target: DatabaseTarget): Promise<string[]> {
  const start = otherName(target, damagedEnding);
  if (start === null) return [];
  const folder = dirname(start);
  const names = await readdir(folder).catch(() => []);
  const kept = names.filter((name) => name.startsWith(basename(start)) && !name.endsWith("-shm"));
  return kept.toSorted().map((name) => join(folder, name));
}

/** Gives the files of a database other names, which end with `ending`; resolves to the new name of the first. */
export async function renameFiles(target: DatabaseTarget, ending: string): Promise<string | null> {
  const name = otherName(target, ending);
  if (target.engine !== "sqlite" || name === null) return null;
  for (const end of endings) {
    if (existsSync(target.path + end)) await rename(target.path + end, name + end);
  }
  await syncPath(dirname(resolve(target.path)));
  return name;
}

/** Gives a closed database the place of another one, which is gone. */
export async function moveFiles(from: DatabaseTarget, to: DatabaseTarget): Promise<void> {
  if (from.engine !== "sqlite" || to.engine !== "sqlite") throw new Error("Only files can be renamed.");
  for (const end of endings) if (existsSync(from.path + end)) await rename(from.path + end, to.path + end);
  await syncPath(dirname(resolve(to.path)));
}

/** The processes that have a database's file open, this one included; none where that cannot be seen. */
export async function usersOfFiles(target: DatabaseTarget): Promise<number[]> {
  if (target.engine !== "sqlite") return [];
  const path = resolve(target.path);
  const processes = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const users: number[] = [];
  for (const name of processes) {
    const folder = `/proc/${name}/fd`;
    // Those of other users cannot be looked into, and may be gone by now.
    const open = await readdir(folder).catch(() => []);
    const links = await Promise.all(open.map((file) => readlink(`${folder}/${file}`).catch(() => "")));
    if (links.includes(path)) users.push(Number(name));
  }
  return users;
}
