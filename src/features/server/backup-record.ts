import { type Database, everyone } from "#storage/database.ts";
import { findLocal, keepLocal, type LocalState } from "#storage/local-state.ts";

export type BackupRecord = LocalState["backups"];

/** An instant further ahead than this comes from a clock that was wrong, in milliseconds. */
const tolerance = 60 * 60_000;

/** What the last backup came to, whichever process made it. */
export async function findBackupRecord(database: Database): Promise<BackupRecord | undefined> {
  return database.read(everyone, (tx) => findLocal(tx, "backups"));
}

/** Writes down what a backup came to; `provenFrom` is null when nothing was proven by it. */
export async function keepBackupRecord(
  database: Database,
  { at, provenFrom, troubles }: BackupRecord,
): Promise<void> {
  await database.write(everyone, async (tx) => {
    const earlier = await findLocal(tx, "backups");
    const latest = latestBefore(at, [provenFrom, earlier?.provenFrom]);
    await keepLocal(tx, "backups", { at, provenFrom: latest, troubles });
  });
}

/** The latest of these instants that a right clock can have shown at `now`; null when there is none. */
export function latestBefore(now: number, instants: readonly (number | null | undefined)[]): number | null {
  let latest: number | null = null;
  for (const instant of instants) {
    if (instant === null || instant === undefined || instant > now + tolerance) continue;
    latest = Math.max(latest ?? instant, instant);
  }
  return latest;
}
