import { changedTables, digestTables } from "#test/upgrade/table-digest.ts";
import { expectedOf, keptReleases, loadRelease } from "#test/upgrade/release.ts";
import { migrationStatus } from "#storage/migrate.ts";
import { type Fault, skipped } from "../fault.ts";
import { withOpen } from "../holdings.ts";
import { onFullDisk } from "../on-full-disk.ts";
import { Random } from "../random.ts";

export const fullDiskMigration: Fault = {
  name: "disk full during a migration",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const disk = await room.smallDisk(64, "empty");
    if (typeof disk === "string") return skipped(disk);
    const release = keptReleases()[0] ?? "";
    await loadRelease(release, disk.place);
    const { tables, migrations } = await expectedOf(release);
    let lost = 0;
    const check = (worked: boolean) =>
      withOpen(disk.place, async (database) => {
        const changed = changedTables(tables, await digestTables(database, tables));
        lost += changed.length;
        const { applied, pending } = await migrationStatus(database);
        const isOld = applied.length === migrations.length;
        return [
          ...changed.map((name) => `Table ${name} is not what it was`),
          ...(worked && pending.length > 0 ? ["It says that it worked, and steps are still to come"] : []),
          ...(!worked && !isOld ? ["It failed, and the schema is not the old one"] : []),
        ];
      });
    const home = { place: disk.place, folder: room.folder };
    const words = ["migrate", ...(random.chance(0.4) ? ["--without-backup"] : [])];
    const { struck, said, wrong } = await onFullDisk(disk, home, words, random, check);
    return { tried: struck, lost, wrong, said };
  },
};
