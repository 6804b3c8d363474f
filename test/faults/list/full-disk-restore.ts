import { insertMany } from "#storage/dialect/insert-many.ts";
import { addPerson, area } from "#test/support/rows.ts";
import { endHold } from "../end-hold.ts";
import { type Fault, skipped } from "../fault.ts";
import { difference, holdingsOf, missing, withOpen } from "../holdings.ts";
import { onFullDisk } from "../on-full-disk.ts";
import { Random } from "../random.ts";

export const fullDiskRestore: Fault = {
  name: "disk full during a restore",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const disk = await room.smallDisk(48, "lived");
    if (typeof disk === "string") return skipped(disk);
    const archive = await room.livedArchive();
    const old = await holdingsOf(disk.place);
    await withOpen(disk.place, async (database) => {
      const person = await addPerson(database);
      const rows = Array.from({ length: 300 }, (_, at) => area(person, `since ${at}`));
      await database.write(person, (tx) => insertMany(tx, "area", rows));
    });
    const before = await holdingsOf(disk.place);
    let lost = 0;
    const check = async (worked: boolean, wasFull: boolean) => {
      const now = await holdingsOf(disk.place);
      const wanted = worked ? old : before;
      lost += missing(wanted, now);
      // On a full disk the hold may not be taken back, not even after all went well; then it ends by itself in half a minute.
      if (wasFull) await endHold(disk.place);
      const free = await withOpen(disk.place, (database) => database.write("*", async () => "free")).catch(
        String,
      );
      return [
        ...difference(worked ? "Restored" : "The state before", wanted, now),
        ...(free === "free" ? [] : [`Writers are not free again: ${free}`]),
      ];
    };
    const home = { place: disk.place, folder: room.folder };
    const words = ["backup", "restore", archive, "--yes"];
    const { struck, said, wrong } = await onFullDisk(disk, home, words, random, check);
    return { tried: struck, lost, wrong, said };
  },
};
