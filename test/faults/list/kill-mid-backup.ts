import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Place } from "#test/support/each-dialect.ts";
import type { Fault } from "../fault.ts";
import type { FaultRoom } from "../fault-room.ts";
import { difference, holdingsOf, missing } from "../holdings.ts";
import { Random } from "../random.ts";
import { soundBackups } from "../sound-backups.ts";
import { struckTas, tas } from "../tas-in-room.ts";

/** A backup that is killed is not listed as proven unless it is whole, and the next one works. */
export const killMidBackup: Fault = {
  name: "kill -9 mid-backup",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const place = await room.place("lived");
    const before = await holdingsOf(place);
    const home = { place, folder: room.folder };
    const wrong: string[] = [];
    let kills = 0;
    for (let times = random.int(1, 2); times > 0; times--) {
      const { struck } = await struckTas(home, ["backup", "create"], random);
      kills += Number(struck);
    }
    wrong.push(...(await soundBackups(room, place, before)).wrong);
    const again = await tas(home, "backup", "create");
    if (again.code !== 0) wrong.push(`The next backup does not work: ${again.stderr}`);
    const { proven, wrong: unsound } = await soundBackups(room, place, before);
    wrong.push(...unsound);
    if (proven === 0) wrong.push("The next backup is not listed as proven.");
    wrong.push(...(await leftovers(room, place)));
    const now = await holdingsOf(place);
    return {
      tried: kills,
      lost: missing(before, now),
      wrong: [...wrong, ...difference("The data", before, now)],
    };
  },
};

/** What a kill leaves behind must carry a name by which it is cleaned up when it is a day old. */
async function leftovers(room: FaultRoom, place: Place): Promise<string[]> {
  const data = place.engine === "sqlite" ? dirname(place.path) : join(room.folder, "data");
  const work = await readdir(join(data, "work")).catch(() => []);
  const backups = await readdir(join(data, "backups"));
  return [
    ...work.filter((name) => !/^(backup-\w{6}|tas_scratch_\d+_[0-9a-f]{8}\.db.*)$/u.test(name)),
    ...backups.filter((name) => !/^\d{4}-[\w-]+\.(ndjson\.gz|receipt\.json)$|^\..+\.part$/u.test(name)),
  ].map((name) => `"${name}" was left behind and nothing would ever clean it up`);
}
