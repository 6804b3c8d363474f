import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eachDialect, type Place } from "#test/support/each-dialect.ts";
import { addPerson } from "#test/support/rows.ts";
import { type Database, everyone, exclusively, openDatabase } from "./database.ts";
import {
  complaintAboutData,
  complaintBeforeOpening,
  type InstallPlace,
  rememberInstallation,
} from "./install-check.ts";
import { markerFile, readMarker, setMarkerAside } from "./install-marker.ts";
import { keepLocal } from "./local-state.ts";
import { migrate } from "./migrate.ts";

let folder = "";
let made = 0;
const at = (now: number) => ({ now, newId: () => `id-${++made}` });
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-install-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function placeOf(target: Place, dataFolder?: string): Promise<InstallPlace> {
  const own = dataFolder ?? join(folder, String(++made));
  await mkdir(own, { recursive: true });
  return { target, label: "the address", dataFolder: own };
}

eachDialect((_engine, open, { place, openAt }) => {
  async function installed(): Promise<{ database: Database; where: InstallPlace }> {
    const target = await place("migrated");
    const database = await openAt(target);
    await addPerson(database);
    const where = await placeOf(target);
    await rememberInstallation(database, where, at(1_000));
    return { database, where };
  }

  test("a new place is not spoken of, and leaves no note until somebody is there", async () => {
    const database = await openAt(await place());
    const where = await placeOf(await place());
    expect(complaintBeforeOpening(where)).toBeUndefined();
    expect(await complaintAboutData(database, where)).toBeUndefined();
    await migrate(database);
    expect(await complaintAboutData(database, where)).toBeUndefined();
    expect(await rememberInstallation(database, where, at(1))).toBeUndefined();
    expect(await readdir(where.dataFolder)).toEqual([]);
  });

  test("the database that is remembered passes, also when its last account was deleted", async () => {
    const { database, where } = await installed();
    expect(readMarker(where.dataFolder)).toMatchObject({ label: "the address", people: 1, firstSeen: 1_000 });
    expect((await stat(markerFile(where.dataFolder))).mode & 0o777).toBe(0o600);
    expect(await complaintAboutData(database, where)).toBeUndefined();
    await rememberInstallation(database, where, at(2_000));
    expect(readMarker(where.dataFolder)).toMatchObject({ firstSeen: 1_000, lastSeen: 2_000 });
    await database.write(everyone, (tx) => tx.deleteFrom("userAccount").execute());
    expect(await complaintAboutData(database, where)).toBeUndefined();
  });

  test("an empty database in its place is refused with what was expected, where, and what to do", async () => {
    const { where } = await installed();
    for (const kind of ["empty", "migrated"] as const) {
      const target = await place(kind);
      const database = await openAt(target);
      const said = await complaintAboutData(database, { ...where, target });
      expect(said).toContain("data of 1 person in the address on 1970-01-01");
      expect(said).toContain("holds nobody's data");
      expect(said).toContain("tas serve --new-database");
    }
  });

  test("the database of another installation is refused, and taken after --new-database", async () => {
    const { where } = await installed();
    const other = await installed();
    const now = { ...other.where, dataFolder: where.dataFolder };
    expect(await complaintAboutData(other.database, now)).toContain("another installation");
    const aside = await setMarkerAside(where.dataFolder, 5_000);
    expect(JSON.parse(await readFile(aside ?? "", "utf8"))).toMatchObject({ people: 1 });
    expect(await complaintAboutData(other.database, now)).toBeUndefined();
    expect(await setMarkerAside(where.dataFolder, 6_000)).toBeNull();
  });

  test("what a restore or a move brought since then passes, and is remembered in its turn", async () => {
    const { where } = await installed();
    const database = await open();
    await addPerson(database);
    await database.write(everyone, (tx) => keepLocal(tx, "restored", { backup: "b", takenAt: 1, at: 999 }));
    expect(await complaintAboutData(database, where)).toContain("another installation");
    await database.write(everyone, (tx) => keepLocal(tx, "restored", { backup: "b", takenAt: 1, at: 1_001 }));
    expect(await complaintAboutData(database, where)).toBeUndefined();
    const marker = await rememberInstallation(database, where, at(3_000));
    expect(readMarker(where.dataFolder)).toEqual(marker);
    expect(await complaintAboutData(database, where)).toBeUndefined();
  });

  test("two servers that start at once agree on the installation", async () => {
    const target = await place("migrated");
    const [one, other] = [await openAt(target), await openAt(target)];
    await addPerson(one);
    const places = [await placeOf(target), await placeOf(target)] as const;
    const markers = await Promise.all([
      rememberInstallation(one, places[0], at(1)),
      rememberInstallation(other, places[1], at(1)),
    ]);
    expect(markers[0]?.id).toBe(markers[1]?.id);
  });
});

describe("files", () => {
  test("a missing or emptied file is refused where there was data, and nothing is made", async () => {
    const own = join(folder, String(++made));
    const path = join(own, "mine.db");
    const where = await placeOf({ engine: "sqlite", path }, own);
    const database = await openDatabase(where.target);
    await migrate(database);
    await addPerson(database);
    await rememberInstallation(database, where, at(1));
    await database.close();
    expect(complaintBeforeOpening(where)).toBeUndefined();
    await writeFile(path, "");
    expect(complaintBeforeOpening(where)).toContain(`"${path}" is empty`);
    await rm(path);
    expect(complaintBeforeOpening(where)).toContain(`"${path}" is not there`);
    expect(await readdir(own)).toEqual(["installation.json"]);
    await setMarkerAside(own, 1);
    expect(complaintBeforeOpening(where)).toBeUndefined();
  });

  test("a file that is no database is refused, whether there was data or not", async () => {
    const own = join(folder, String(++made));
    const where = await placeOf({ engine: "sqlite", path: join(own, "diary.txt") }, own);
    await writeFile(join(own, "diary.txt"), "Dear diary");
    expect(complaintBeforeOpening(where)).toMatch(/is no SQLite database, and it was not touched/u);
  });

  test("a file with the tables of another app is refused and stays as it is", async () => {
    const own = join(folder, String(++made));
    const where = await placeOf({ engine: "sqlite", path: join(own, "other.db") }, own);
    const database = await openDatabase(where.target);
    await exclusively(database, (db) => sql`create table recipe (name text)`.execute(db));
    await database.close();
    expect(complaintBeforeOpening(where)).toContain("tables of another app (recipe)");
  });

  test("a marker that cannot be understood stops nothing", async () => {
    const where = await placeOf({ engine: "sqlite", path: join(folder, "none.db") });
    for (const text of ["", "null", "[]", '{"id":7}']) {
      await writeFile(markerFile(where.dataFolder), text);
      expect(readMarker(where.dataFolder)).toBeUndefined();
    }
  });
});
