import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { type Database, everyone, openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";
import { fillTables } from "#storage/fill-tables.ts";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { addPerson, area } from "#test/support/rows.ts";
import { ArchiveError } from "./archive-error.ts";
import { storedTable } from "./archive-format.ts";
import { withArchivedRows } from "./archived-rows.ts";
import { differingTables, digestTables } from "./digest-tables.ts";
import { verifyArchive } from "./read-archive.ts";
import { writeArchive } from "./write-archive.ts";

let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-archive-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const now = Date.UTC(2026, 10, 21);
const fresh = () => join(folder, `${++made}.ndjson.gz`);

async function lived(database: Database): Promise<string> {
  const person = await addPerson(database);
  const names = [
    "plain",
    "",
    "\\N",
    "a\tb\nc\r",
    '"quoted"',
    "é ü 漢字 🦊 ‮rtl",
    "{}",
    "NULL",
    "x".repeat(10_000),
  ];
  const rows = names.map((name) => area(person, name));
  await database.write(person, (tx) => insertMany(tx, "area", rows));
  return person;
}

async function restoreInto(database: Database, path: string): Promise<void> {
  await withArchivedRows(path, { scratchFolder: folder }, async (archived) => {
    await fillTables(database, archived.chunks(), {
      present: "none",
      async check(tx, tables) {
        const filled = await digestTables(tx, tables);
        expect(differingTables(filled, archived.current)).toEqual([]);
      },
    });
  });
}

eachDialect((_engine, open, { place, openAt }) => {
  test("an archive of either engine fills the other, and both have one digest", async () => {
    const database = await open();
    await lived(database);
    const [there, back] = [fresh(), fresh()];
    const first = await writeArchive(database, there, { now });
    const other = await openAt(await place("migrated"));
    await restoreInto(other, there);
    const second = await writeArchive(other, back, { now });
    expect(second).toEqual(first);
    expect((await readFile(back)).equals(await readFile(there))).toBe(true);
    const lite = await openDatabase({ engine: "sqlite", path: join(folder, `${++made}.db`) });
    await migrate(lite);
    await restoreInto(lite, there);
    expect(await writeArchive(lite, fresh(), { now })).toEqual(first);
    await lite.close();
  });

  test("an archive says what it holds, is private to its owner, and reads as it was written", async () => {
    const database = await open();
    await lived(database);
    const path = fresh();
    const { manifest } = await writeArchive(database, path, { now });
    expect(manifest.tables.find(({ name }) => name === "area")?.rows).toBe(9);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const verified = await verifyArchive(path);
    expect(verified.manifest).toEqual(manifest);
    const inDatabase = await database.read(everyone, async (tx) =>
      digestTables(tx, verified.header.tables.map(storedTable)),
    );
    expect(inDatabase).toEqual(manifest);
  });

  test("one person's archive holds their rows alone, and no way into the account", async () => {
    const database = await open();
    const person = await lived(database);
    await lived(database);
    const path = fresh();
    const { header, manifest } = await writeArchive(database, path, { now, owner: person });
    expect(header.scope).toBe("person");
    const rows = Object.fromEntries(manifest.tables.map((table) => [table.name, table.rows]));
    expect(rows).toMatchObject({ user_account: 1, area: 9 });
    expect(Object.keys(rows)).not.toContain("session");
  });
});

describe("an encrypted archive", () => {
  test("opens with its identity or passphrase, and with no other", async () => {
    const identity = await generateIdentity();
    const recipients = [await identityToRecipient(identity)];
    const database = await openDatabase({ engine: "sqlite", path: join(folder, "locked.db") });
    await migrate(database);
    await lived(database);
    const [forKey, forWord] = [fresh(), fresh()];
    const { manifest } = await writeArchive(database, forKey, { now, lock: { recipients } });
    await writeArchive(database, forWord, { now, lock: { passphrase: "four words in row" } });
    await database.close();
    const opened = await verifyArchive(forKey, { key: { identities: [identity] } });
    expect(opened.manifest).toEqual(manifest);
    const word = await verifyArchive(forWord, { key: { passphrase: "four words in row" } });
    expect(word.manifest).toEqual(manifest);
    await expect(verifyArchive(forKey)).rejects.toMatchObject({ code: "archive-locked" });
    const wrong = { key: { passphrase: "another one" } };
    await expect(verifyArchive(forWord, wrong)).rejects.toMatchObject({ code: "archive-locked" });
  }, 60_000);
});

test("a byte that is flipped, missing, surplus or elsewhere is refused, wherever it is", async () => {
  const database = await openDatabase({ engine: "sqlite", path: join(folder, "flipped.db") });
  await migrate(database);
  await lived(database);
  const path = fresh();
  await writeArchive(database, path, { now });
  await database.close();
  const bytes = await readFile(path);
  const place = fc.integer({ min: 0, max: bytes.length - 1 });
  const damages = fc.oneof(
    fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(([at, flip]) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ flip;
      return changed;
    }),
    place.map((at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])),
    place.map((at) => bytes.subarray(0, at)),
    fc
      .tuple(place, fc.integer({ min: 0, max: 255 }))
      .map(([at, byte]) => Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)])),
    fc.integer({ min: 0, max: 255 }).map((byte) => Buffer.concat([bytes, Buffer.from([byte])])),
    fc.tuple(place, place).map(([one, other]) => {
      const changed = Buffer.from(bytes);
      [changed[one], changed[other]] = [bytes[other] ?? 0, bytes[one] ?? 0];
      return changed;
    }),
  );
  const damagedPath = fresh();
  await fc.assert(
    fc.asyncProperty(damages, async (changed) => {
      fc.pre(!changed.equals(bytes));
      await writeFile(damagedPath, changed);
      await expect(verifyArchive(damagedPath)).rejects.toBeInstanceOf(ArchiveError);
    }),
    { numRuns: 300 },
  );
}, 60_000);
