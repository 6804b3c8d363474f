import { join } from "node:path";
import { listBackups } from "#archive/backup/list-backups.ts";
import { backupContext, backupPlan } from "#archive/backup/backup-context.ts";
import { loadConfig } from "#config/config.ts";
import { type S3Fault, startFaultyS3 } from "#test/support/faulty-s3.ts";
import type { Fault, Outcome } from "../fault.ts";
import type { FaultRoom } from "../fault-room.ts";
import { Random } from "../random.ts";
import { tas, urlOf } from "../tas-in-room.ts";

export const droppingStore: Fault = {
  name: "object store that drops the connection",
  engines: ["sqlite", "postgres"],
  run: (room, seed) =>
    withStore(room, seed, ["drop-upload", "drop-download", "drop-answer", "slow-down", "full"]),
};

export const lyingStore: Fault = {
  name: "object store that lies about success",
  engines: ["sqlite", "postgres"],
  run: (room, seed) => withStore(room, seed, ["store-nothing", "store-shorter", "store-other"]),
};

/** One of two destinations fails: the other has the backup, and what is listed as proven anywhere can be fetched whole there. */
async function withStore(
  room: FaultRoom,
  seed: number,
  kinds: readonly [S3Fault["kind"], ...S3Fault["kind"][]],
): Promise<Outcome> {
  const random = new Random(seed);
  const store = await startFaultyS3();
  try {
    const place = await room.place("lived");
    const env = {
      BACKUP_DESTINATIONS: `${join(room.folder, "kept")},s3://${store.bucket}/tasks`,
      S3_ENDPOINT: store.endpoint,
      S3_ACCESS_KEY_ID: "keeper",
      S3_SECRET_ACCESS_KEY: "hunter2-hunter2-hunter2",
    };
    const home = { place, folder: room.folder, env };
    const kind = random.pick(kinds);
    store.fault = { kind, ...(random.chance(0.3) ? { times: random.int(1, 3) } : {}) };
    const made = await tas(home, "backup", "create");
    const wrong = made.code === 0 ? [] : [`The other destination does not have it, either: ${made.stderr}`];
    store.fault = null;
    const context = backupContext(
      backupPlan(loadConfig({ DATABASE_URL: urlOf(place), ...env }, room.folder)),
    );
    const listed = await listBackups(context);
    if (listed.length !== 1) wrong.push(`${listed.length} backups are listed.`);
    const places = listed.flatMap((backup) => backup.places);
    if (!places.includes(join(room.folder, "kept"))) wrong.push("The folder does not have it.");
    const atStore = places.some((label) => label.startsWith("s3://"));
    const told = made.stdout
      .split("\n")
      .filter((line) => line.includes("s3://") && !line.startsWith("It is at"));
    if (!atStore && told.length === 0) wrong.push("Nobody is told that the store does not have it.");
    // With the folder gone, what the store has must do.
    const [only] = context.destinations.filter((one) => one.kind === "s3");
    const alone = await listBackups({ destinations: only ? [only] : [] });
    for (const { id, provenAt } of alone.filter((backup) => backup.provenAt !== null)) {
      const proven = await tas(
        { ...home, env: { ...env, BACKUP_DESTINATIONS: "s3://faulty/tasks" } },
        "backup",
        "prove",
        id,
      );
      if (proven.code !== 0)
        wrong.push(`Proven at the store since ${provenAt}, and not good there: ${proven.stderr}`);
    }
    const again = await tas(home, "backup", "create");
    if (again.code !== 0 || !/It is at .* and s3:/u.test(again.stdout)) {
      wrong.push(`The next backup is not at both: ${again.stdout} ${again.stderr}`);
    }
    return { tried: 1, lost: 0, wrong, said: told };
  } finally {
    await store.stop();
  }
}
