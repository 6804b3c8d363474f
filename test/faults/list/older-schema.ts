import { join } from "node:path";
import { writeArchive } from "#archive/portable/write-archive.ts";
import { migrationStatus } from "#storage/migrate.ts";
import { changedTables, digestTables } from "#test/upgrade/table-digest.ts";
import { expectedOf, keptReleases, loadRelease } from "#test/upgrade/release.ts";
import { startServerProcess } from "#test/support/server-process.ts";
import type { Fault } from "../fault.ts";
import { withOpen } from "../holdings.ts";
import { Random } from "../random.ts";
import { tas, urlOf } from "../tas-in-room.ts";

/** In the place of today's data, or into an empty database of the other engine. */
export const olderSchema: Fault = {
  name: "restore an archive of an older schema",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const release = keptReleases().at(0) ?? "";
    const { tables } = await expectedOf(release);
    const old = await room.place("empty");
    await loadRelease(release, old);
    const archive = join(room.folder, "old.ndjson.gz");
    await withOpen(old, (database) => writeArchive(database, archive, { now: Date.UTC(2026, 10, 21) }));
    const elsewhere = new Random(seed).chance(0.5);
    const other = room.engine === "sqlite" ? "postgres" : "sqlite";
    const place = elsewhere ? await room.place("empty", other) : await room.place("lived");
    const home = { place: elsewhere ? old : place, folder: room.folder };
    const to = elsewhere ? ["--to", urlOf(place)] : ["--yes"];
    const { code, stderr } = await tas(home, "backup", "restore", archive, ...to);
    const wrong = code === 0 ? [] : [`It cannot be restored: ${stderr}`];
    const server = await startServerProcess(place, { folder: room.folder });
    await server.kill();
    const changed = await withOpen(place, async (database) => {
      const { pending } = await migrationStatus(database);
      if (pending.length > 0) wrong.push("The schema is not today's.");
      return changedTables(tables, await digestTables(database, tables));
    });
    // The server may note down facts about the place itself.
    const lost = changed.filter((name) => name !== "installation");
    wrong.push(...lost.map((name) => `Table ${name} is not what it was`));
    return { tried: 1, lost: lost.length, wrong };
  },
};
