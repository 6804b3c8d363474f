import { join } from "node:path";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { addPerson, area } from "#test/support/rows.ts";
import type { Fault } from "../fault.ts";
import { difference, type Holdings, holdingsOf, missing, withOpen } from "../holdings.ts";
import { type TasHome, tas, urlOf } from "../tas-in-room.ts";

const rows = 10_001;

/** One more than what a limit of ten thousand anywhere would let through: backed up, restored in the other engine, moved back. */
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
    const place = await room.place("migrated");
    await withOpen(place, async (database) => {
      const person = await addPerson(database);
      const all = Array.from({ length: rows }, (_, at) => area(person, `area ${at}`));
      await database.write(person, (tx) => insertMany(tx, "area", all));
    });
    const home = { place, folder: room.folder };
    const before = await holdingsOf(place);
    const areas = [...before].filter((row) => row.startsWith("area ")).length;
    if (areas !== rows) wrong.push(`${areas} of ${rows} areas are there.`);
    const made = await run(home, "backup", "create");
    const id = /Backup (\S+) is proven: (\d+) rows/u.exec(made);
    if (Number(id?.[2]) !== before.size) wrong.push(`The backup holds ${id?.[2]} of ${before.size} rows.`);
    const there = await room.place("empty", room.engine === "sqlite" ? "postgres" : "sqlite");
    await run(home, "backup", "restore", id?.[1] ?? "", "--to", urlOf(there));
    const here = await room.place("empty");
    const receipt = join(room.folder, "move.json");
    await run(home, "move", "--from", urlOf(there), "--to", urlOf(here), "--receipt", receipt);
    let lost = 0;
    for (const [what, found] of [
      ["Restored in the other engine", await holdingsOf(there)],
      ["Moved", await holdingsOf(here)],
    ] satisfies [string, Holdings][]) {
      lost += missing(before, found);
      wrong.push(...difference(what, before, found));
    }
    return { tried: 1, lost, wrong };
  },
};
