import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import { daysBetween, localDay } from "#domain/time/local-day.ts";
import { type Database, everyone, openDatabase } from "#storage/database.ts";
import { listAccountRows } from "#storage/user-account.ts";
import { exportTo } from "../export/export-to.ts";
import type { BackupPlan } from "./backup-context.ts";
import { BackupError, sentenceOf } from "./backup-error.ts";
import { type Destination, openDestination } from "./destination/destination.ts";
import type { DestinationPlace } from "./destination/destination-place.ts";
import { lockArchive } from "./lock-archive.ts";
import { withWorkFolder } from "./work-folder.ts";

export interface SpreadsheetCopyOptions {
  readonly every: "daily" | "weekly";
  /** Epoch milliseconds. */
  readonly now: number;
  /** Whose day it is: an IANA zone. */
  readonly timeZone: string;
  /** From 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** How many days of tables are kept at each destination. */
export const spreadsheetsKept = 30;
const folder = "spreadsheet";
const indexEnding = ".json";

/**
 * Writes everybody's data in the form for people, one ZIP each, to `spreadsheet/<day>/` of every destination whose turn
 * it is, and removes the oldest days. Encrypted when backups are. Resolves to the day, or to null when no turn had
 * come. Throws BackupError when a destination did not get it; the others have it.
 */
export async function copySpreadsheets(
  plan: BackupPlan,
  options: SpreadsheetCopyOptions,
): Promise<string | null> {
  const { every, now, timeZone } = options;
  const day = localDay(now, timeZone);
  const due: DestinationPlace[] = [];
  const troubles: string[] = [];
  for (const place of plan.places) {
    try {
      const newest = (await daysAt(place)).at(-1);
      if (isDue(newest, day, every)) due.push(place);
    } catch (error) {
      troubles.push(troubleAt(place, error));
    }
  }
  if (due.length > 0) troubles.push(...(await copyTo(plan, due, day, options)));
  if (troubles.length > 0) throw new BackupError("not-stored", troubles.join(" "));
  return due.length === 0 ? null : day;
}

/** A newest day that lies ahead was written under a wrong clock, and does not count. */
function isDue(newest: string | undefined, day: string, every: "daily" | "weekly"): boolean {
  if (newest === undefined || newest > day) return true;
  return daysBetween(newest, day) >= (every === "daily" ? 1 : 7);
}

async function copyTo(
  plan: BackupPlan,
  places: readonly DestinationPlace[],
  day: string,
  { now, onProgress = () => {} }: SpreadsheetCopyOptions,
): Promise<string[]> {
  const failed = new Map<DestinationPlace, string>();
  await withWorkFolder({ workFolder: plan.workFolder, clock: () => now }, async (work) => {
    const database = await openDatabase(plan.target, { readers: 1, poolSize: 2 });
    try {
      const accounts = await database.read(everyone, listAccountRows);
      const names = fileNames(accounts);
      let done = 0;
      for (const { id } of accounts) {
        const path = await oneCopy(database, plan, id, join(work, `${done}.zip`), now);
        const name = `${day}-${names.get(id) ?? id}.zip${plan.lock ? ".age" : ""}`;
        for (const place of places.filter((one) => !failed.has(one))) {
          await putAnew(openDestination(within(place, day)), name, path).catch((error: unknown) => {
            failed.set(place, troubleAt(place, error));
          });
        }
        done += 1;
        onProgress(done / accounts.length);
      }
    } finally {
      await database.close();
    }
  });
  for (const place of places.filter((one) => !failed.has(one))) {
    await finish(place, day).catch((error: unknown) => failed.set(place, troubleAt(place, error)));
  }
  return [...failed.values()];
}

async function oneCopy(
  database: Database,
  { lock }: BackupPlan,
  owner: string,
  path: string,
  now: number,
): Promise<string> {
  await exportTo(database, owner, "spreadsheet", path, now);
  if (!lock) return path;
  const locked = `${path}.age`;
  await lockArchive(path, locked, lock, undefined);
  return locked;
}

/** A copy that was cut off halfway is written once more. */
async function putAnew(destination: Destination, name: string, path: string): Promise<void> {
  await destination.remove(name);
  await destination.put(name, path);
}

/** Says that a day is whole, and removes the days that are too many. */
async function finish(place: DestinationPlace, day: string): Promise<void> {
  const index = openDestination(within(place));
  await index.putText(day + indexEnding, "{}\n");
  const days = await daysAt(place);
  for (const old of days.slice(0, Math.max(0, days.length - spreadsheetsKept))) {
    const there = within(place, old);
    const files = openDestination(there);
    for (const { name } of await files.list()) await files.remove(name);
    // Left where somebody keeps something else in it.
    if (there.kind === "folder") await rmdir(there.path).catch(() => {});
    await index.remove(old + indexEnding);
  }
}

/** The days that are whole at a destination, the oldest first. */
async function daysAt(place: DestinationPlace): Promise<string[]> {
  const files = await openDestination(within(place)).list();
  return files
    .map(({ name }) => name)
    .filter((name) => name.length === 10 + indexEnding.length && name.endsWith(indexEnding))
    .map((name) => name.slice(0, 10));
}

function within(place: DestinationPlace, day?: string): DestinationPlace {
  const steps = day === undefined ? [folder] : [folder, day];
  return place.kind === "folder"
    ? { ...place, path: join(place.path, ...steps) }
    : { ...place, prefix: `${place.prefix}${steps.join("/")}/` };
}

/** What each person's file is called: a plain username as it is, anything else by the account's id. */
function fileNames(accounts: readonly { id: string; username: string | null }[]): Map<string, string> {
  const taken = new Set(accounts.map(({ id }) => id));
  const names = new Map<string, string>();
  for (const { id, username } of accounts) {
    // File systems and people may not tell capital letters from small ones.
    const key = username?.toLowerCase() ?? "";
    const isPlain = /^[a-z0-9][a-z0-9_-]{0,63}$/.test(key) && !taken.has(key);
    if (isPlain) taken.add(key);
    names.set(id, isPlain && username !== null ? username : id);
  }
  return names;
}

function troubleAt({ label }: DestinationPlace, error: unknown): string {
  return `The tables for people could not be written to ${label}: ${sentenceOf(error)}`;
}
