import { readFile } from "node:fs/promises";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import type { Fault } from "../fault.ts";
import { difference, holdingsOf } from "../holdings.ts";
import { Random } from "../random.ts";
import { lastLine, tas, unclear, urlOf } from "../tas-in-room.ts";

/** A file in which somebody deleted rows that others point to. */
export const orphanRows: Fault = {
  name: "orphan rows",
  engines: ["sqlite"],
  only: "PostgreSQL lets nobody switch its foreign keys off but its superuser",
  async run(room, seed) {
    const random = new Random(seed);
    const from = await room.place("lived");
    if (from.engine !== "sqlite") throw new Error("A file was asked for.");
    const file = new SqliteDatabase(from.path);
    file.pragma("foreign_keys = off");
    const table = random.pick(["task", "instance", "area"]);
    const gone = file
      .prepare(`delete from "${table}" where id in (select id from "${table}" order by id limit ?)`)
      .run(random.int(1, 3)).changes;
    file.close();
    const before = await holdingsOf(from);
    const to = await room.place("empty", "postgres");
    const home = { place: from, folder: room.folder };
    const words = [
      "move",
      "--from",
      urlOf(from),
      "--to",
      urlOf(to),
      "--receipt",
      join(room.folder, "r.json"),
    ];
    const wrong = gone === 0 ? ["Nothing was damaged: the try proves nothing."] : [];
    const dry = await tas(home, ...words, "--dry-run");
    if (!dry.stdout.includes("that is not there")) wrong.push(`The dry run names no orphans: ${dry.stdout}`);
    const refused = await tas(home, ...words);
    if (refused.code === 0) wrong.push("The move says nothing of the orphans.");
    else wrong.push(...unclear(refused), ...difference("The source", before, await holdingsOf(from)));
    const aside = join(room.folder, "aside.ndjson");
    const moved = await tas(home, ...words, "--set-orphans-aside", aside);
    if (moved.code !== 0) wrong.push(`They cannot be set aside: ${moved.stderr}`);
    const arrived = await holdingsOf(to);
    const kept = (await readFile(aside, "utf8").catch(() => "")).trim().split("\n").length;
    const lost = before.size - arrived.size - kept;
    if (lost !== 0) wrong.push(`${before.size} rows became ${arrived.size} and ${kept} aside.`);
    return { tried: 1, lost, wrong, said: [lastLine(refused)] };
  },
};
