import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ArchiveError } from "#archive/portable/archive-error.ts";
import { verifyArchive } from "#archive/portable/read-archive.ts";
import { writeArchive } from "#archive/portable/write-archive.ts";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { addPerson, area } from "#test/support/rows.ts";
import type { Fault } from "../fault.ts";
import { difference, holdingsOf, missing, withOpen } from "../holdings.ts";
import { Random } from "../random.ts";
import { lastLine, tas, unclear } from "../tas-in-room.ts";

const places = 1000;
/** Besides: bytes that are missing or doubled. */
const others = 150;

/** One byte of an archive is another one: it is noticed, and a restore of it changes nothing. */
export const flippedByte: Fault = {
  name: "one flipped byte at 1,000 random places of an archive",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const path = join(room.folder, "sound.ndjson.gz");
    const place = await room.place("migrated");
    await withOpen(place, async (database) => {
      const person = await addPerson(database);
      const rows = Array.from({ length: 60 }, (_, at) => area(person, `area ${at} ${random.next()}`));
      await database.write(person, (tx) => insertMany(tx, "area", rows));
      await writeArchive(database, path, { now: Date.UTC(2026, 10, 21) });
    });
    const sound = await readFile(path);
    await verifyArchive(path);
    const broken = join(room.folder, "broken.ndjson.gz");
    const wrong: string[] = [];
    const said = new Set<string>();
    for (let time = 0; time < places + others; time++) {
      const { bytes, what } = time < places ? flipped(sound, random) : misshapen(sound, random);
      await writeFile(broken, bytes);
      const found = await verifyArchive(broken).catch((error: unknown) => error);
      if (found instanceof ArchiveError) said.add(found.message);
      else if (found instanceof Error) wrong.push(`${what} is no ArchiveError: ${found.message}`);
      else wrong.push(`${what} is not noticed.`);
    }
    const before = await holdingsOf(place);
    await writeFile(broken, flipped(sound, random).bytes);
    const restored = await tas({ place, folder: room.folder }, "backup", "restore", broken, "--yes");
    wrong.push(...(restored.code === 0 ? ["A damaged archive is restored."] : unclear(restored)));
    const after = await holdingsOf(place);
    wrong.push(...difference("The data", before, after));
    const tried = places + others;
    return { tried, lost: missing(before, after), wrong, said: [...said, lastLine(restored)] };
  },
};

interface Damaged {
  readonly bytes: Buffer;
  readonly what: string;
}

function flipped(sound: Buffer, random: Random): Damaged {
  const at = random.int(0, sound.length - 1);
  const bytes = Buffer.from(sound);
  const mask = random.chance(0.5) ? 1 << random.int(0, 7) : random.int(1, 255);
  bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at);
  return { what: `Byte ${at} changed by ${mask}`, bytes };
}

function misshapen(sound: Buffer, random: Random): Damaged {
  const at = random.int(0, sound.length - 1);
  const kind = random.pick(["cut", "missing", "doubled"]);
  if (kind === "cut") return { what: `The end missing from byte ${at}`, bytes: sound.subarray(0, at) };
  const next = kind === "missing" ? at + 1 : Math.max(0, at - random.int(1, 20));
  const bytes = Buffer.concat([sound.subarray(0, at), sound.subarray(next)]);
  if (bytes.equals(sound)) return flipped(sound, random);
  return { what: `Bytes ${next} to ${at} ${kind}`, bytes };
}
