import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ArchiveError } from "#archive/portable/archive-error.ts";
import { verifyArchive } from "#archive/portable/read-archive.ts";
import { writeArchive } from "#archive/portable/write-archive.ts";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { addPerson, area } from "#test/support/rows.ts";
import type { Fault } from "../fault.ts";
import { withOpen } from "../holdings.ts";
import { Random } from "../random.ts";

const places = 1000;

/** One bit or byte of an archive is another one; some times, bytes are missing, doubled or in another order. */
export const flippedByte: Fault = {
  name: "one flipped byte at 1,000 random places of an archive",
  engines: ["sqlite", "postgres"],
  async run(room, seed) {
    const random = new Random(seed);
    const path = join(room.folder, "sound.ndjson.gz");
    await withOpen(await room.place("migrated"), async (database) => {
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
    for (let time = 0; time < places; time++) {
      const { bytes, what } = damaged(sound, random, time);
      await writeFile(broken, bytes);
      const found = await verifyArchive(broken).catch((error: unknown) => error);
      if (found instanceof ArchiveError) said.add(found.message);
      else if (found instanceof Error) wrong.push(`${what} is no ArchiveError: ${found.message}`);
      else wrong.push(`${what} is not noticed.`);
    }
    const [sentence = ""] = said;
    return { tried: places, lost: 0, wrong, said: [sentence] };
  },
};

function damaged(sound: Buffer, random: Random, time: number): { bytes: Buffer; what: string } {
  const at = random.int(0, sound.length - 1);
  const rest = random.int(1, 20);
  // Mostly one byte, as the fault is called.
  const kind = time % 20;
  if (kind === 0) return { what: `The end missing from byte ${at}`, bytes: sound.subarray(0, at) };
  if (kind === 1) {
    const bytes = Buffer.concat([sound.subarray(0, at), sound.subarray(at + 1)]);
    return { what: `Byte ${at} missing`, bytes };
  }
  if (kind === 2) {
    const bytes = Buffer.concat([sound.subarray(0, at), sound.subarray(at, at + rest), sound.subarray(at)]);
    return { what: `${rest} bytes doubled at ${at}`, bytes };
  }
  const bytes = Buffer.from(sound);
  const mask = random.chance(0.5) ? 1 << random.int(0, 7) : random.int(1, 255);
  bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at);
  return { what: `Byte ${at} changed by ${mask}`, bytes };
}
