import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { everyone } from "#storage/database.ts";
import { findLocal } from "#storage/local-state.ts";
import { type Fault, skipped } from "../fault.ts";
import { difference, holdingsOf, missing, withOpen } from "../holdings.ts";
import { onFullDisk } from "../on-full-disk.ts";
import { Random } from "../random.ts";
import { urlOf } from "../tas-in-room.ts";

/** Full is the disk of the target, which is of the engine named; the source is of the other one. */
export const fullDiskMove: Fault = {
  name: "disk full during a move",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const disk = await room.smallDisk(64, "empty");
    if (typeof disk === "string") return skipped(disk);
    const from = await room.place("lived", room.engine === "sqlite" ? "postgres" : "sqlite");
    const before = await holdingsOf(from);
    const to = disk.place;
    const words = ["move", "--from", urlOf(from), "--to", urlOf(to)];
    const check = async (worked: boolean) => {
      const marked = await withOpen(from, (source) => source.read(everyone, (tx) => findLocal(tx, "moved")));
      const isThere = to.engine === "postgres" || existsSync(to.path);
      const arrived = isThere ? await holdingsOf(to) : new Set<string>();
      const files = await readdir(disk.folder);
      return [
        ...difference("The source", before, await holdingsOf(from)),
        ...(worked === (marked !== undefined) ? [] : ["The source's mark and the command's word differ"]),
        ...(worked ? difference("The target", before, arrived) : []),
        ...(!worked && arrived.size > 0 && missing(before, arrived) > 0 ? ["The target is half full"] : []),
        ...files.filter((name) => name.includes(".moving-")).map((name) => `"${name}" was left behind`),
      ];
    };
    const home = { place: from, folder: room.folder };
    const receipt = ["--receipt", join(room.folder, "move.receipt.json")];
    const { struck, said, wrong } = await onFullDisk(disk, home, [...words, ...receipt], random, check);
    return { tried: struck, lost: missing(before, await holdingsOf(from)), wrong, said };
  },
};
