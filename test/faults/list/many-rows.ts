import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bigExport } from "#test/support/big-export.ts";
import type { Fault } from "../fault.ts";
import { difference, type Holdings, holdingsOf, missing } from "../holdings.ts";
import { type TasHome, tas, urlOf } from "../tas-in-room.ts";

const rows = 10_001;

/** One more than what a limit of ten thousand anywhere would let through: imported, archived, backed up, restored, moved. */
export const manyRows: Fault = {
  name: "10,001 rows",
  engines: ["sqlite", "postgres"],
  async run(room) {
    const wrong: string[] = [];
    const run = async (home: TasHome, ...words: string[]) => {
      const { code, stdout, stderr } = await tas(home, ...words);
      if (code !== 0) wrong.push(`tas ${words.slice(0, 2).join(" ")}: ${stderr.slice(-600)}`);
      return stdout;
    };
    const exported = join(room.folder, "export");
    await mkdir(exported);
    for (const { name, bytes } of bigExport(rows)) await writeFile(join(exported, name), bytes);
    const place = await room.place("migrated");
    const home = { place, folder: room.folder };
    await run(home, "user", "create", "Ann");
    await run(home, "import", exported, "--user", "Ann", "--timezone", "UTC");
    const before = await holdingsOf(place);
    const instances = [...before].filter((row) => row.startsWith("instance ")).length;
    if (instances !== rows) wrong.push(`${instances} of ${rows} instances were imported.`);
    const made = await run(home, "backup", "create");
    const id = /Backup (\S+) is proven: (\d+) rows/u.exec(made);
    if (Number(id?.[2]) !== before.size) wrong.push(`The backup holds ${id?.[2]} of ${before.size} rows.`);
    const archive = join(room.folder, "all.ndjson.gz");
    await run(home, "export", "--out", archive, "--format", "archive");
    const there = await room.place("empty", room.engine === "sqlite" ? "postgres" : "sqlite");
    await run(home, "backup", "restore", archive, "--to", urlOf(there));
    const here = await room.place("empty");
    const receipt = join(room.folder, "move.json");
    await run(home, "move", "--from", urlOf(there), "--to", urlOf(here), "--receipt", receipt);
    await run(home, "backup", "restore", id?.[1] ?? "", "--yes");
    let lost = 0;
    for (const [what, found] of [
      ["Restored", await holdingsOf(place)],
      ["Restored in the other engine", await holdingsOf(there)],
      ["Moved", await holdingsOf(here)],
    ] satisfies [string, Holdings][]) {
      lost += missing(before, found);
      wrong.push(...difference(what, before, found));
    }
    return { tried: 1, lost, wrong };
  },
};
