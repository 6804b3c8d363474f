import { migrationStatus } from "#storage/migrate.ts";
import { changedTables, digestTables } from "#test/upgrade/table-digest.ts";
import { expectedOf, keptReleases, loadRelease } from "#test/upgrade/release.ts";
import { startServerProcess } from "#test/support/server-process.ts";
import type { Fault } from "../fault.ts";
import { withOpen } from "../holdings.ts";
import { Random } from "../random.ts";
import { struckTas, tas } from "../tas-in-room.ts";

/** An update that is killed leaves the old schema or the new one; the next start does the rest, and every row is there. */
export const killMidMigration: Fault = {
  name: "kill -9 mid-migration",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const release = keptReleases()[0] ?? "";
    const place = await room.place("empty");
    await loadRelease(release, place);
    const { tables } = await expectedOf(release);
    const home = { place, folder: room.folder };
    // The backup before the update takes most of the time; without it the steps themselves are hit.
    const words = ["migrate", ...(random.chance(0.5) ? ["--without-backup"] : [])];
    const wrong: string[] = [];
    let kills = 0;
    for (let times = random.int(1, 2); times > 0; times--) {
      const { struck } = await struckTas(home, words, random);
      kills += Number(struck);
      wrong.push(...(await changes("after the kill")));
    }
    // Both ways to go on: the command again, or just the server.
    if (random.chance(0.5)) {
      const again = await tas(home, "migrate");
      if (again.code !== 0) wrong.push(`The update cannot be done again: ${again.stderr}`);
    } else {
      const server = await startServerProcess(place, { folder: room.folder });
      const { status } = await fetch(`${server.url}/readyz`);
      if (status !== 200) wrong.push(`The next start is not ready: ${status}`);
      await server.kill();
    }
    wrong.push(...(await changes("after the next start")));
    const { pending } = await withOpen(place, migrationStatus);
    if (pending.length > 0) wrong.push(`These steps were not taken: ${pending.join(", ")}`);
    return { tried: kills, lost: wrong.filter((sentence) => sentence.includes("changed")).length, wrong };

    async function changes(when: string): Promise<string[]> {
      const found = await withOpen(place, (database) => digestTables(database, tables));
      // The server that started notes down facts about the place itself.
      const changed = changedTables(tables, found).filter((name) => name !== "installation");
      return changed.length === 0 ? [] : [`Tables changed ${when}: ${changed.join(", ")}`];
    }
  },
};
