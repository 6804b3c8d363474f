import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DatabaseTarget } from "#storage/database.ts";
import { placesOfFiles } from "#storage/dialect/database-place.ts";
import { backupContext, type BackupParts, backupPlan } from "../backup/backup-context.ts";
import { listEverywhere, type ListedBackup } from "../backup/list-backups.ts";
import type { ReplicaPlace } from "../replication/replica-place.ts";
import { fileSize, folderSize } from "./folder-size.ts";
import { keptPlaces, replicaPlaces } from "./kept-places.ts";

/** A place where data of this installation lies. */
export interface DataPlace {
  readonly kind: "database" | "data-folder" | "backups" | "uploads" | "exports" | "kept" | "replica" | "free";
  /** What it is, for people. */
  readonly label: string;
  /** Its whole path, or its address without a password. */
  readonly path: string;
  /** Null when it is not there, or was not measured. */
  readonly bytes: number | null;
  readonly note: string | null;
}

/** The part of the configuration that says where data lies. */
export interface PlaceParts extends BackupParts {
  readonly database: DatabaseTarget & { readonly label: string };
  /** Where every change is copied to at once; null when nowhere. */
  readonly replication: ReplicaPlace | null;
}

export interface KnownPlaces {
  /** Bytes of a database that a server keeps. */
  readonly databaseBytes?: number | null;
  /** What was listed a moment ago; else every destination is looked into. */
  readonly backups?: { readonly backups: readonly ListedBackup[]; readonly troubles: readonly string[] };
}

const files = {
  file: "Database file",
  log: "Newest entries (-wal)",
  index: "Index of the newest entries (-shm)",
} as const;

/** Where everything is: the database, the data folder and what is in it, backups, other copies, and the room that is left. Changes nothing. */
export async function dataPlaces(parts: PlaceParts, known: KnownPlaces = {}): Promise<readonly DataPlace[]> {
  const { dataFolder } = parts;
  const measured = async (kind: "uploads" | "exports", label: string): Promise<DataPlace> => {
    const path = join(dataFolder, kind);
    return { kind, label, path, ...sized(await folderSize(path), "nothing there yet") };
  };
  return [
    ...(await databasePlaces(parts, known.databaseBytes ?? null)),
    {
      kind: "data-folder",
      label: "Data folder",
      path: dataFolder,
      ...sized(await folderSize(dataFolder), "not there yet"),
    },
    await measured("uploads", "Files being imported"),
    await measured("exports", "Exports to be fetched"),
    ...(await backupPlaces(parts, known.backups)),
    ...(await keptPlaces(parts)),
    ...(await replicaPlaces(parts.replication)),
    { kind: "free", label: "Free space", path: dataFolder, bytes: await freeSpace(dataFolder), note: null },
  ];
}

async function databasePlaces({ database }: PlaceParts, bytes: number | null): Promise<DataPlace[]> {
  const parts = placesOfFiles(database);
  if (parts.length === 0) {
    return [
      { kind: "database", label: "Database", path: database.label, bytes, note: "on a database server" },
    ];
  }
  const places = await Promise.all(
    parts.map(async ({ part, path }): Promise<DataPlace & { part: string }> => {
      return {
        part,
        kind: "database",
        label: files[part],
        path,
        ...sized(await fileSize(path), "not there yet"),
      };
    }),
  );
  // The other two are there only while the database is open.
  return places
    .filter(({ part, bytes: size }) => part === "file" || size !== null)
    .map(({ part: _, ...place }) => place);
}

async function backupPlaces(parts: PlaceParts, known: KnownPlaces["backups"]): Promise<DataPlace[]> {
  const { destinations } = backupContext(backupPlan(parts));
  const { backups, troubles } =
    known ??
    (await listEverywhere({ destinations }).catch(() => ({
      backups: [],
      troubles: ["They could not be looked into."],
    })));
  return destinations.map(({ label }) => {
    const own = backups.filter(({ places }) => places.includes(label));
    const trouble =
      troubles.find((sentence) => sentence.includes(label)) ?? (own.length === 0 ? troubles[0] : undefined);
    const bytes = own.length === 0 ? null : own.reduce((sum, { size }) => sum + size, 0);
    return { kind: "backups", label: "Backups", path: label, bytes, note: trouble ?? backupNote(own) };
  });
}

function backupNote(backups: readonly ListedBackup[]): string {
  const [newest] = backups;
  if (!newest) return "none yet";
  const proven = backups.find(({ provenAt }) => provenAt !== null);
  const day = (instant: number) => `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const count = backups.length === 1 ? "1 backup" : `${backups.length} backups`;
  return `${count}, the newest of ${day(newest.takenAt)}, ${proven ? `the newest proven of ${day(proven.takenAt)}` : "none proven"}`;
}

function sized(bytes: number | null, absent: string): Pick<DataPlace, "bytes" | "note"> {
  return { bytes, note: bytes === null ? absent : null };
}

/** Where the folder is, or will be made. */
async function freeSpace(folder: string): Promise<number | null> {
  let there = folder;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  const found = await statfs(there).catch(() => undefined);
  return found ? found.bavail * found.bsize : null;
}
