import { join } from "node:path";
import { backupContext } from "#archive/backup/backup-context.ts";
import { createBackup } from "#archive/backup/create-backup.ts";
import { type ListedBackup, listBackups } from "#archive/backup/list-backups.ts";
import { proveBackup } from "#archive/backup/prove-backup.ts";
import { pruneBackups } from "#archive/backup/prune-backups.ts";
import type { BackupReceipt } from "#archive/backup/receipt.ts";
import { type Job, Scheduler } from "#jobs/scheduler.ts";
import { realAfter } from "#jobs/timers.ts";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { addPerson, area } from "#test/support/rows.ts";
import type { Fault } from "../fault.ts";
import { holdingsIn, holdingsOf, missing, withOpen } from "../holdings.ts";
import { Random } from "../random.ts";
import { tas, unclear } from "../tas-in-room.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

interface ChangeOfClocks {
  readonly zone: string;
  readonly skipped: string;
  readonly doubled: string;
}

/** The hours in which half past two is skipped, or is there twice. */
const nights: readonly [ChangeOfClocks, ChangeOfClocks] = [
  { zone: "Europe/Berlin", skipped: "2026-03-29T01:00Z", doubled: "2026-10-25T00:00Z" },
  { zone: "America/New_York", skipped: "2026-03-08T07:00Z", doubled: "2025-11-02T05:30Z" },
];

/**
 * Two servers of one installation make their backups at half past two, in the nights around a change of the clocks; while one
 * is made, the clock is set wrong, and right again some time later. Each night has its backup, or one with more in it that
 * by the wrong clock is of the same day; all are sound, the newest state can be restored, and what a wrong clock did keeps
 * nobody from the next one.
 */
export const wrongClock: Fault = {
  name: "wrong clock and DST change during a scheduled backup",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const place = await room.place("migrated");
    const { zone, skipped, doubled } = random.pick(nights);
    const change = Date.parse(random.chance(0.5) ? skipped : doubled);
    const wrongBy = random.pick([-400 * day, -2 * hour, -hour, hour, 3 * hour, 1000 * day]);
    const wrongNight = random.int(0, 2);
    const wrongFor = random.int(1, 20) * 10 * minute;
    const stage = random.pick(["write", "verify", "restore", "compare", "store"]);

    // It is `now`; the clock is ahead of that by `ahead`.
    let [now, ahead, rightAt, night, jumps] = [change - 20 * hour, 0, 0, -1, 0];
    const clock = () => now + ahead;
    const home = { place, folder: room.folder, env: { BACKUP_DESTINATIONS: join(room.folder, "kept") } };
    const context = backupContext(
      {
        target: place,
        places: [{ kind: "folder", path: join(room.folder, "kept"), label: "kept" }],
        workFolder: join(room.folder, "work"),
        retention: { daily: 7, weekly: 4, monthly: 12 },
      },
      clock,
    );
    const made: BackupReceipt[] = [];
    const job: Job = {
      name: "backup",
      schedule: { pattern: "30 2 * * *", timeZone: zone },
      owedFromTheStart: async () => false,
      async run(signal) {
        const { receipt } = await createBackup(context, {
          label: "scheduled",
          signal,
          onProgress(reached) {
            if (night !== wrongNight || reached !== stage || jumps > 0) return;
            [ahead, rightAt, jumps] = [wrongBy, now + wrongFor, 1];
          },
        });
        made.push(receipt);
        await pruneBackups(context);
      },
    };
    const wrong: string[] = [];
    const { rows, final } = await withOpen(place, async (database) => {
      const person = await addPerson(database);
      const log = {
        info() {},
        error: (details: object, message: string) =>
          void wrong.push(`${message}: ${"err" in details ? String(details.err) : ""}`),
      };
      const parts = { database: () => database, clock, after: realAfter, log };
      const [one, two] = [new Scheduler(parts, [job]), new Scheduler(parts, [job])];
      const rowsAt: number[] = [];
      for (const end = change + 2.5 * day; now < end; now += 10 * minute) {
        if (ahead !== 0 && now >= rightAt) ahead = 0;
        // The evening before: a new entry that only the next backup can have.
        const next = Math.floor((now - change + 10 * hour) / day);
        if (next > night && night < 2) {
          night = next;
          await database.write(person, (tx) =>
            insertMany(tx, "area", [area(person, `evening ${night} ${random.next()}`)]),
          );
          rowsAt[night] = (await holdingsIn(database)).size;
        }
        await Promise.all([one.look(), two.look()]);
      }
      return { rows: rowsAt, final: await holdingsIn(database) };
    });
    // What the clock may cause: once or twice more under the wrong clock, and once more when it is right again.
    if (made.length > 3 + 3 * jumps) wrong.push(`${made.length} backups were made in 3 nights.`);
    if (jumps === 0) wrong.push("The clock was not set wrong: the try proves nothing.");
    const listed = await listBackups(context);
    for (const [number, count] of rows.entries()) {
      const dates = made.filter((receipt) => receipt.rows === count).map(dateOf);
      const stands = (backup: ListedBackup) =>
        backup.rows === count || ((backup.rows ?? 0) > count && dates.includes(dateOf(backup)));
      if (!listed.some((backup) => backup.provenAt !== null && stands(backup))) {
        wrong.push(`Night ${number} has no proven backup (clock wrong by ${wrongBy / hour} h).`);
      }
    }
    for (const { id } of listed) {
      await proveBackup(context, id).catch((error: unknown) => wrong.push(`${id}: ${String(error)}`));
    }
    const last = made.at(-1)?.id ?? "";
    const restored = await tas(home, "backup", "restore", last, "--yes");
    if (restored.code !== 0)
      wrong.push(`The last backup cannot be restored: ${restored.stderr}`, ...unclear(restored));
    const lost = missing(final, await holdingsOf(place));
    if (lost > 0) wrong.push(`${lost} rows are not in the last backup.`);
    return { tried: 1, lost, wrong };
  },
};

/** The day in UTC, of which retention keeps the newest backup. */
function dateOf({ takenAt }: { readonly takenAt: number }): number {
  return Math.floor(takenAt / day);
}
