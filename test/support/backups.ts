import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { type BackupContext, backupContext } from "#archive/backup/backup-context.ts";
import type { Destination } from "#archive/backup/destination/destination.ts";
import { DestinationError } from "#archive/backup/destination/destination-error.ts";
import { standardRetention } from "#archive/backup/retention.ts";
import { manifestOf } from "#archive/portable/canonical-rows.ts";
import { digestTables } from "#archive/portable/digest-tables.ts";
import { type Database, type DatabaseTarget, everyone } from "#storage/database.ts";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { storedTablesOf } from "#storage/stored-tables.ts";
import { addPerson, area, areaNames } from "./rows.ts";

/** Backups of a database in new folders below `home`: one called a, and more where they are named. */
export async function backupsOf(
  target: DatabaseTarget,
  home: string,
  more: Partial<BackupContext> & { readonly folders?: readonly string[] } = {},
): Promise<BackupContext & { readonly at: (folder: string) => string }> {
  const own = await mkdtemp(join(home, "backups-"));
  const { folders = ["a"], ...rest } = more;
  const places = folders.map((name) => ({ kind: "folder", path: join(own, name), label: name }) as const);
  const plan = { target, places, workFolder: join(own, "work"), retention: standardRetention };
  return { ...backupContext(plan), ...rest, at: (folder) => join(own, folder) };
}

/** A place for backups that does not answer. */
export const awayDestination: Destination = {
  label: "s3://away/",
  kind: "s3",
  list: away,
  put: away,
  putText: away,
  readText: away,
  fetch: away,
  remove: away,
};

function away(): Promise<never> {
  return Promise.reject(
    new DestinationError("unreachable", "s3://away/ does not answer; look at the network."),
  );
}

/** One more person, with areas of these names. */
export async function addAreas(database: Database, ...names: string[]): Promise<string> {
  const person = await addPerson(database);
  const rows = names.map((name) => area(person, name));
  await database.write(person, (tx) => insertMany(tx, "area", rows));
  return person;
}

export function allAreas(database: Database): Promise<string[]> {
  return database.read(everyone, areaNames);
}

/** One hash of all rows of all tables of data. */
export async function hashOfAll(database: Database): Promise<string> {
  return database.read(everyone, async (tx) => {
    const tables = await storedTablesOf(tx, database.engine);
    return manifestOf((await digestTables(tx, tables)).tables).sha256;
  });
}
