import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "../fault.ts";
import { difference, holdingsOf, missing } from "../holdings.ts";
import { Random } from "../random.ts";
import { lastLine, tas, unclear, urlOf } from "../tas-in-room.ts";

/** A physical copy is refused by the other engine, and anything else that is no archive by both; an archive goes into either. */
export const wrongEngine: Fault = {
  name: "restore into the wrong engine",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const place = await room.place("lived");
    const before = await holdingsOf(place);
    const home = { place, folder: room.folder };
    const dump = join(room.folder, "dump");
    await writeFile(dump, Buffer.concat([Buffer.from("PGDMP\u0001\u000e"), Buffer.from(`${random.next()}`)]));
    const base = join(room.folder, "base");
    await mkdir(base);
    const file = await room.place("lived", "sqlite");
    const foreign = [dump, base, ...(file.engine === "sqlite" ? [file.path] : [])];
    const wrong: string[] = [];
    const said: string[] = [];
    for (const path of foreign) {
      const refused = await tas(home, "backup", "restore", path, "--yes");
      said.push(lastLine(refused));
      if (refused.code === 0) wrong.push(`"${path}" is taken for a backup.`);
      else wrong.push(...unclear(refused));
    }
    const now = await holdingsOf(place);
    wrong.push(...difference("The data", before, now));
    const made = await tas(
      home,
      "export",
      "--out",
      join(room.folder, "all.ndjson.gz"),
      "--format",
      "archive",
    );
    if (made.code !== 0) wrong.push(`It cannot be exported: ${made.stderr}`);
    const other = await room.place("empty", room.engine === "sqlite" ? "postgres" : "sqlite");
    const there = await tas(
      home,
      "backup",
      "restore",
      join(room.folder, "all.ndjson.gz"),
      "--to",
      urlOf(other),
    );
    if (there.code !== 0) wrong.push(`The archive does not go into the other engine: ${there.stderr}`);
    else wrong.push(...difference("In the other engine", before, await holdingsOf(other)));
    return { tried: foreign.length, lost: missing(before, now), wrong, said };
  },
};
