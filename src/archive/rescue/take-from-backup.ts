import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DamagedDatabase } from "#storage/dialect/damaged-sqlite.ts";
import { sentenceOf } from "../backup/backup-error.ts";
import { fillFromBackup } from "./fill-from-backup.ts";
import { longestList } from "./fill-target.ts";
import type { RescueBackup } from "./rescue-backup.ts";
import type { RescueReport } from "./rescue-report.ts";

export interface TakenFromBackup extends Pick<RescueReport, "backup" | "backupTroubles" | "fromBackup"> {
  /** Rows by table. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Fills tables that lost something from the first backup that can be read. Throws for one that was insisted on. */
export async function takeFromBackup(
  database: DamagedDatabase,
  backups: () => Promise<readonly RescueBackup[]>,
  options: {
    readonly lossy: ReadonlySet<string>;
    readonly folder: string;
    readonly signal: AbortSignal | undefined;
  },
): Promise<TakenFromBackup> {
  const { lossy, folder, signal } = options;
  const troubles: string[] = [];
  for (const one of await backups()) {
    const own = await mkdtemp(join(folder, "backup-"));
    try {
      const path = await one.fetch(own, signal);
      const filling = { lossy, scratchFolder: own, mostKeys: longestList, signal };
      const { takenAt, tables, leftOut } = await fillFromBackup(database, path, one, filling);
      const counts = new Map([...tables].map(([table, { rows }]) => [table, rows]));
      const rows = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const keys = [...tables].flatMap(([table, list]) => list.keys.map((key) => ({ table, key })));
      return {
        backup: { name: one.name, takenAt, rows, leftOut },
        backupTroubles: troubles,
        counts,
        fromBackup: keys.slice(0, longestList),
      };
    } catch (error) {
      signal?.throwIfAborted();
      // What is found in the file is rescued with a backup or without, unless a certain one was wanted.
      if (one.insisted) throw error;
      troubles.push(`Backup ${one.name} was not used: ${sentenceOf(error)}`);
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  }
  return { backup: null, backupTroubles: troubles, counts: new Map(), fromBackup: [] };
}
