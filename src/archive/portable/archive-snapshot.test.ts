import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { v7 as uuid } from "uuid";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { addPerson, area } from "#test/support/rows.ts";
import { readArchive } from "./read-archive.ts";
import { writeArchive } from "./write-archive.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-snapshot-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The words in one column of an archive's table that begin with "pair". */
async function pairsIn(path: string, table: string, column: string): Promise<string[]> {
  const found: string[] = [];
  for await (const part of readArchive(path)) {
    if (part.kind !== "rows" || part.table.name !== table) continue;
    const place = part.table.columns.findIndex(({ name }) => name === column);
    found.push(...part.rows.map((row) => String(row[place])).filter((word) => word.startsWith("pair")));
  }
  return found.toSorted();
}

eachDialect((engine, _open, { place, openAt }) => {
  test("an archive is of one moment: while people write it never holds half of what they wrote at once", async () => {
    const target = await place("migrated");
    const database = await openAt(target);
    const beside = await openAt(target);
    const person = await addPerson(database);
    const many = Array.from({ length: 6_000 }, (_, number) => area(person, `area ${number}`));
    await database.write(person, (tx) => insertMany(tx, "area", many));
    let written = 0;
    // Two tables with others between them: one is archived long before the other.
    const writePair = async () => {
      const word = `pair ${written + 1}`;
      const note = {
        createdAt: 1,
        updatedAt: 1,
        userId: person,
        id: uuid(),
        body: word,
        extra: "{}",
        writtenAt: 1,
      };
      await beside.write(person, async (tx) => {
        await insertMany(tx, "area", [area(person, word)]);
        await insertMany(tx, "note", [note]);
      });
      written++;
      // On one engine a write is done at once, and would never let the archive go on.
      await setImmediate();
    };
    for (let round = 1; round <= 5; round++) {
      await writePair();
      const before = written;
      const path = join(folder, `${engine}-${round}.ndjson.gz`);
      let isArchiving = true;
      const seen: number[] = [];
      const archiving = writeArchive(database, path, {
        now: 0,
        onProgress: () => seen.push(written),
      }).finally(() => {
        isArchiving = false;
      });
      while (isArchiving) await writePair();
      await archiving;
      const areas = await pairsIn(path, "area", "name");
      expect(await pairsIn(path, "note", "body")).toEqual(areas);
      expect(areas.length).toBeGreaterThanOrEqual(before);
      // People did write while it was read.
      expect(seen.at(-1)).toBeGreaterThan(seen[0] ?? Infinity);
      expect(written).toBeGreaterThan(areas.length);
    }
  }, 120_000);
});
