import { insertMany } from "#storage/dialect/insert-many.ts";
import { addPerson, area } from "#test/support/rows.ts";
import { endHold } from "../end-hold.ts";
import type { Fault } from "../fault.ts";
import { difference, holdingsOf, missing, withOpen } from "../holdings.ts";
import { Random } from "../random.ts";
import { struckTas, tas } from "../tas-in-room.ts";

/** A restore that is killed leaves the state before or the one restored, whole; writers are free again, and it can be repeated. */
export const killMidRestore: Fault = {
  name: "kill -9 mid-restore",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const archive = await room.livedArchive();
    const place = await room.place("lived");
    const old = await holdingsOf(place);
    const newer = await withOpen(place, async (database) => {
      const person = await addPerson(database);
      const rows = Array.from({ length: 500 }, (_, at) => area(person, `since ${at}`));
      await database.write(person, (tx) => insertMany(tx, "area", rows));
      return person;
    });
    const before = await holdingsOf(place);
    const home = { place, folder: room.folder };
    const words = ["backup", "restore", archive, "--yes"];
    const { struck } = await struckTas(home, words, random);
    const now = await holdingsOf(place);
    const isOld = missing(old, now) === 0 && now.size === old.size;
    const wrong = isOld ? [] : difference("Neither the old nor the new state", before, now);
    // As if half a minute had passed.
    await endHold(place);
    await withOpen(place, async (database) => {
      const person = isOld ? await addPerson(database) : newer;
      await database.write(person, (tx) => insertMany(tx, "area", [area(person, "after the kill")]));
    }).catch((error: unknown) => wrong.push(`Writers are not free again: ${String(error)}`));
    const again = await tas(home, ...words);
    if (again.code !== 0) wrong.push(`It cannot be restored again: ${again.stderr}`);
    const after = await holdingsOf(place);
    wrong.push(...difference("Restored again", old, after));
    return { tried: Number(struck), lost: missing(old, after), wrong };
  },
};
