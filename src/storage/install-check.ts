import { type Database, type DatabaseTarget, everyone } from "./database.ts";
import { foreignTables, lookAtPlace } from "./dialect/database-place.ts";
import { findData, installationIdKey } from "./found-data.ts";
import { type InstallMarker, markerFile, readMarker, writeMarker } from "./install-marker.ts";
import { findFact, keepFact } from "./installation.ts";
import { countAccounts } from "./user-account.ts";

/** Where an installation keeps what, as far as the check needs it. */
export interface InstallPlace {
  readonly target: DatabaseTarget;
  /** The database's address without a password. */
  readonly label: string;
  /** Absolute. */
  readonly dataFolder: string;
}

/**
 * Before the database is opened (which would make a missing one): a sentence when it is not what this installation had, and must
 * not be touched; undefined when nothing speaks against it.
 */
export function complaintBeforeOpening({ target, dataFolder }: InstallPlace): string | undefined {
  const { state, path } = lookAtPlace(target);
  if (state === "other-file") {
    return `"${path}" is no SQLite database, and it was not touched. Let DATABASE_URL name the database; if this is the damaged database, "tas rescue" gets out what can be read, and "tas backup restore" brings the newest backup.`;
  }
  const foreign = state === "there" ? foreignTables(target) : [];
  if (foreign.length > 0) {
    return `"${path}" holds tables of another app (${foreign.slice(0, 3).join(", ")}) and none of this one, and it was not touched. Let DATABASE_URL name this app's database, or a new file.`;
  }
  const marker = readMarker(dataFolder);
  if (!marker || marker.people === 0 || (state !== "missing" && state !== "empty")) return undefined;
  return complaint(marker, dataFolder, `"${path}" ${state === "missing" ? "is not there" : "is empty"}`);
}

/** The same when it is open, before anything is migrated. Changes nothing. Throws StorageError. */
export async function complaintAboutData(
  database: Database,
  { label, target, dataFolder }: InstallPlace,
): Promise<string | undefined> {
  const found = await findData(database);
  const where = lookAtPlace(target).path ?? label;
  const marker = readMarker(dataFolder);
  if (!marker || marker.people === 0 || found.id === marker.id) return undefined;
  // Brought here on purpose since then: by a restore or a move, which say so in the database.
  if (found.broughtAt !== null && found.broughtAt >= marker.lastSeen) return undefined;
  const saw =
    found.people === 0
      ? `"${where}" holds nobody's data`
      : `"${where}" is the database of another installation`;
  return complaint(marker, dataFolder, saw);
}

function complaint({ label, people, lastSeen }: InstallMarker, folder: string, saw: string): string {
  const who = people === 1 ? "1 person" : `${people} people`;
  const when = new Date(lastSeen).toISOString().slice(0, 10);
  return `There was data of ${who} in ${label} on ${when} ("${markerFile(folder)}" says so), but now ${saw}. Nothing was made or changed. Mount the volume or set DATABASE_URL back, or bring the data back with "tas backup restore"; if this database is the one that is meant, start it once with: tas serve --new-database`;
}

/**
 * Remembers in the data folder and in the database that they belong together, once there are people. Resolves to the marker, or
 * undefined while there is nothing to remember. Throws what the folder or the database refuses.
 */
export async function rememberInstallation(
  database: Database,
  { label, dataFolder }: InstallPlace,
  { now, newId }: { readonly now: number; readonly newId: () => string },
): Promise<InstallMarker | undefined> {
  const known = readMarker(dataFolder);
  const { people, id: own } = await database.read(everyone, async (tx) => ({
    people: await countAccounts(tx),
    id: await findFact(tx, installationIdKey),
  }));
  if (people === 0) return undefined;
  const id =
    own ??
    (await database.write(everyone, async (tx) => {
      // Another node may have been first.
      const found = await findFact(tx, installationIdKey);
      const made = found ?? newId();
      if (found === undefined) await keepFact(tx, installationIdKey, made);
      return made;
    }));
  const firstSeen = known?.id === id ? known.firstSeen : now;
  const marker = { id, label, firstSeen, lastSeen: now, people };
  await writeMarker(dataFolder, marker);
  return marker;
}
