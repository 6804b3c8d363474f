import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Place } from "#test/support/each-dialect.ts";
import { type Fault, skipped } from "../fault.ts";
import type { FaultRoom } from "../fault-room.ts";
import { difference, holdingsOf, missing } from "../holdings.ts";
import { onFullDisk } from "../on-full-disk.ts";
import { Random } from "../random.ts";
import type { Disk } from "../small-disk.ts";
import { soundBackups } from "../sound-backups.ts";

/** Full is the disk with the data folder, where backups are made and kept; a SQLite file lies there, too. */
export const fullDiskBackup: Fault = {
  name: "disk full during a backup",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const made = await diskFor(room);
    if (typeof made === "string") return skipped(made);
    const { disk, place } = made;
    const before = await holdingsOf(place);
    const home = { place, folder: disk.folder };
    const data = place.engine === "sqlite" ? dirname(place.path) : join(disk.folder, "data");
    const check = async (worked: boolean) => {
      const { proven, wrong } = await soundBackups(room, place, before, disk.folder);
      const left = [
        ...(await readdir(join(data, "work")).catch(() => [])),
        ...(await readdir(join(data, "backups")).catch(() => [])).filter((name) => name.startsWith(".")),
      ];
      return [
        ...wrong,
        ...difference("The data", before, await holdingsOf(place)),
        ...(worked && proven === 0 ? ["It says that it worked, and no backup is proven"] : []),
        ...(!worked && proven > 0 ? ["It failed, and lists a proven backup"] : []),
        ...left.map((name) => `"${name}" was left behind`),
      ];
    };
    const { struck, said, wrong } = await onFullDisk(disk, home, ["backup", "create"], random, check);
    return { tried: struck, lost: missing(before, await holdingsOf(place)), wrong, said };
  },
};

async function diskFor(room: FaultRoom): Promise<{ disk: Disk; place: Place } | string> {
  if (room.engine === "sqlite") {
    const disk = await room.smallDisk(48, "lived");
    return typeof disk === "string" ? disk : { disk, place: disk.place };
  }
  const disk = await room.appDisk(48);
  return typeof disk === "string" ? disk : { disk, place: await room.place("lived") };
}
