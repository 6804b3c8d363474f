import { join } from "node:path";
import { backupContext } from "#archive/backup/backup-context.ts";
import { createBackup } from "#archive/backup/create-backup.ts";
import { listBackups } from "#archive/backup/list-backups.ts";
import { pruneBackups } from "#archive/backup/prune-backups.ts";
import type { Fault } from "../fault.ts";
import { holdingsOf, missing } from "../holdings.ts";
import { Random } from "../random.ts";
import { tas } from "../tas-in-room.ts";

const day = 86_400_000;

/** An installation that became empty goes on backing itself up; the last full backup stays, however long nobody looks. */
export const emptyAgainstFull: Fault = {
  name: "empty state against full backup",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const [full, empty] = [await room.place("lived"), await room.place("migrated")];
    const path = join(room.folder, "kept");
    const retention = { daily: random.int(1, 2), weekly: random.int(0, 1), monthly: random.int(0, 1) };
    const plan = {
      places: [{ kind: "folder", path, label: path }] as const,
      retention,
      workFolder: join(room.folder, "work"),
    };
    let now = Date.UTC(2026, 10, 21);
    const clock = () => now;
    const inFull = backupContext({ ...plan, target: full }, clock);
    const inEmpty = backupContext({ ...plan, target: empty }, clock);
    const { receipt } = await createBackup(inFull, { label: "scheduled" });
    const wrong: string[] = [];
    const rounds = random.int(3, 5);
    for (let round = 0; round < rounds; round++) {
      now += random.pick([1, 1, 7, 40, 400]) * day;
      await createBackup(inEmpty, { label: "scheduled" });
      const removed = await pruneBackups(inEmpty);
      if (removed.includes(receipt.id)) wrong.push(`The full backup was removed in round ${round + 1}.`);
    }
    const listed = await listBackups(inEmpty);
    const [found] = listed.filter(({ id }) => id === receipt.id);
    if (found?.provenAt == null) wrong.push("The full backup is not listed as proven any more.");
    if (listed.length > 1 + Object.values(retention).reduce((sum, count) => sum + count)) {
      wrong.push(`${listed.length} backups are kept.`);
    }
    const home = { place: empty, folder: room.folder, env: { BACKUP_DESTINATIONS: path } };
    const restored = await tas(home, "backup", "restore", receipt.id, "--yes");
    if (restored.code !== 0) wrong.push(`The full backup cannot be restored: ${restored.stderr}`);
    const lost = missing(await holdingsOf(full), await holdingsOf(empty));
    if (lost > 0) wrong.push(`${lost} rows are not in the restored state.`);
    return { tried: rounds, lost, wrong };
  },
};
