import { createHash } from "node:crypto";
import {
  copyFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "#storage/database.ts";
import { fillTables } from "#storage/fill-tables.ts";
import { migrate } from "#storage/migrate.ts";
import { migrations } from "#storage/migrations/index.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { leavesOfTable, makeLivedFile, pagesOf, rowsOfFile } from "#test/support/lived-file.ts";
import { oneObject, runTas } from "#test/support/tas-process.ts";
import { withArchivedRows } from "../portable/archived-rows.ts";
import { differingTables, digestTables } from "../portable/digest-tables.ts";
import { verifyArchive } from "../portable/read-archive.ts";
import { writeArchive } from "../portable/write-archive.ts";
import { rescueDatabase, type RescueOptions } from "./rescue-database.ts";
import { rescueLines, type RescueReport } from "./rescue-report.ts";

const pageSize = 4096;
const now = Date.UTC(2026, 10, 22);
const busiest = ["instance", "instance_event", "work_interval", "task", "task_area", "area"];
let folder = "";
let whole = "";
let truth: ReadonlyMap<string, string[]>;
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-rescue-"));
  whole = join(folder, "whole.db");
  await makeLivedFile(whole);
  truth = rowsOfFile(whole);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A folder of its own with a copy of the whole file. */
async function copied(from = whole): Promise<string> {
  const own = join(folder, String(++made));
  await mkdir(own);
  await copyFile(from, join(own, "mine.db"));
  return join(own, "mine.db");
}

async function overwrite(path: string, at: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "r+");
  await file.write(bytes, 0, bytes.length, at);
  await file.close();
}

async function zeroPage(path: string, page: number): Promise<void> {
  await overwrite(path, (page - 1) * pageSize, Buffer.alloc(pageSize));
}

async function rescue(
  path: string,
  options: Partial<RescueOptions> = {},
): Promise<{ report: RescueReport; out: string }> {
  const out = join(path, `../rescued-${++made}.ndjson.gz`);
  return { report: await rescueDatabase(path, out, { now, ...options }), out };
}

/** Restores an archive into a new SQLite file, as this version has it, and reads that with SQLite itself. */
async function restored(out: string): Promise<Map<string, string[]>> {
  const path = join(folder, `restored-${++made}.db`);
  const database = await openDatabase({ engine: "sqlite", path }, { readers: 1 });
  await migrate(database);
  await fillFrom(database, out);
  await database.close();
  const rows = rowsOfFile(path);
  await rm(path);
  return rows;
}

async function fillFrom(database: Parameters<typeof fillTables>[0], out: string): Promise<void> {
  await withArchivedRows(out, { scratchFolder: folder }, (archived) =>
    fillTables(database, archived.chunks(), {
      present: "none",
      async check(tx, tables) {
        expect(differingTables(await digestTables(tx, tables), archived.current)).toEqual([]);
      },
    }),
  );
}

/** The rows of the truth that are not in `found`, but for those in `but`. */
function lostOf(found: ReadonlyMap<string, string[]>, but: ReadonlySet<string> = new Set()): string[] {
  return [...truth].flatMap(([table, rows]) => {
    const there = new Set(found.get(table));
    return rows
      .filter((row) => !there.has(row) && !but.has(row))
      .map((row) => `${table} ${row.slice(0, 120)}`);
  });
}

function count(rows: ReadonlyMap<string, readonly string[]>): number {
  return [...rows.values()].reduce((sum, list) => sum + list.length, 0);
}

async function digest(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

describe("a file without damage", () => {
  test("gives the very archive that a backup of it gives, and is itself not touched", async () => {
    const path = await copied();
    const before = await digest(path);
    const { report, out } = await rescue(path);
    expect(report).toMatchObject({
      lost: { rows: 0, exact: true },
      repairs: [],
      placeholders: [],
      setAside: [],
    });
    expect(report.rows).toBe(count(truth));
    expect(report.rows).toBeGreaterThan(4000);
    expect(await digest(path)).toBe(before);
    const folderOf = join(path, "..");
    expect((await readdir(folderOf)).toSorted()).toEqual(
      ["mine.db", basename(out), `${basename(out)}.report.json`].toSorted(),
    );
    for (const name of [out, `${out}.report.json`]) expect((await stat(name)).mode & 0o777).toBe(0o600);
    const database = await openDatabase({ engine: "sqlite", path });
    const backup = await writeArchive(database, join(folderOf, "backup.ndjson.gz"), { now });
    await database.close();
    expect((await verifyArchive(out)).manifest).toEqual(backup.manifest);
  });

  test("of an older version becomes an archive of that version, which restores into this one", async () => {
    const path = join(folder, `older-${++made}.db`);
    const database = await openDatabase({ engine: "sqlite", path });
    const older = migrations.filter(({ name }) => name < "202611211130");
    await migrate(database, { migrations: older });
    await database.close();
    const raw = new SqliteDatabase(path);
    raw.exec(`insert into user_account (id, username, username_key, time_zone, created_at, last_seen_at)
      values ('00000000-0000-7000-8000-000000000001', 'ann', 'ann', 'UTC', 1, 1)`);
    raw.pragma("journal_mode = delete");
    raw.close();
    const { report, out } = await rescue(path);
    expect(report.about).toMatchObject({ schemaFrom: "ledger", migrations: older.map(({ name }) => name) });
    expect((await restored(out)).get("user_account")).toHaveLength(1);
  });
});

describe("a page of zeros", () => {
  test("in the rows of a table costs exactly the rows of that page", async () => {
    for (const table of [...busiest, "user_account", "emotion", "note"]) {
      const leaves = leavesOfTable(whole, table);
      const leaf = leaves[Math.floor(leaves.length / 2)];
      if (!leaf) throw new Error(`Table ${table} has no page.`);
      const path = await copied();
      await zeroPage(path, leaf.page);
      const { report, out } = await rescue(path);
      const found = await restored(out);
      expect({ table, lost: lostOf(found, new Set(leaf.rows)) }).toEqual({ table, lost: [] });
      expect({ table, ...report.lost }).toEqual({ table, rows: leaf.rows.length, exact: true });
      // What is there beside the truth stands in for what was lost, one by one.
      expect(count(found)).toBe(count(truth) - leaf.rows.length + report.placeholders.length);
      expect(rescueLines(report)).toContain(`${leaf.rows.length} rows are lost.`);
    }
  }, 120_000);

  test("in the branches above them costs nothing", async () => {
    const names = ["instance", "instance_event", "work_interval", "task", "task_area"];
    for (const page of names.flatMap((name) => pagesOf(whole, name, "internal"))) {
      const path = await copied();
      await zeroPage(path, page);
      const { report, out } = await rescue(path);
      expect(report.lost).toEqual({ rows: 0, exact: true });
      const found = await restored(out);
      expect(lostOf(found)).toEqual([]);
      expect(count(found)).toBe(count(truth));
    }
  }, 60_000);

  test("in every index costs nothing", async () => {
    const path = await copied();
    const raw = new SqliteDatabase(whole, { readonly: true });
    const indexes = raw
      .prepare<[], number>(
        "select d.pageno from dbstat d join sqlite_schema s on s.name = d.name where s.type = 'index'",
      )
      .pluck()
      .all();
    raw.close();
    expect(indexes.length).toBeGreaterThan(50);
    for (const page of indexes) await zeroPage(path, page);
    const { report, out } = await rescue(path);
    expect(lostOf(await restored(out))).toEqual([]);
    expect(report.rows).toBe(count(truth));
  });

  test("in the list of tables, or in all of it, costs nothing and brings back nothing that was deleted", async () => {
    const pages = ["internal", "leaf"].flatMap((kind) => pagesOf(whole, "sqlite_schema", kind));
    expect(pages.length).toBeGreaterThan(2);
    for (const chosen of [...pages.map((page) => [page]), pages]) {
      const path = await copied();
      for (const page of chosen) await zeroPage(path, page);
      const { out } = await rescue(path);
      const found = await restored(out);
      expect(lostOf(found)).toEqual([]);
      expect(count(found)).toBe(count(truth));
    }
  }, 60_000);

  test("in the ledger of versions costs nothing", async () => {
    const path = await copied();
    for (const page of pagesOf(whole, "schema_migration", "leaf")) await zeroPage(path, page);
    const { report, out } = await rescue(path);
    expect(report.about.schemaFrom).toBe("assumed");
    expect(lostOf(await restored(out))).toEqual([]);
  });
});

test("a damaged header costs nothing", async () => {
  for (const bytes of [Buffer.alloc(100), Buffer.alloc(100, 0xff), Buffer.alloc(16, 7)]) {
    const path = await copied();
    await overwrite(path, 0, bytes);
    const { report, out } = await rescue(path);
    expect(report.about.headerWhole).toBe(false);
    const found = await restored(out);
    expect(lostOf(found)).toEqual([]);
    expect(count(found)).toBe(count(truth));
  }
});

test("people whose account is lost get one to hold what is theirs, and tasks without a name are called recovered", async () => {
  const path = await copied();
  for (const table of ["user_account", "task"]) {
    for (const { page } of leavesOfTable(whole, table)) await zeroPage(path, page);
  }
  const { out } = await rescue(path);
  const found = await restored(out);
  expect(found.get("user_account")).toHaveLength(2);
  for (const row of found.get("user_account") ?? [])
    expect(row).toMatch(/"recovered-[0-9a-f]{8}","recovered-/u);
  for (const row of found.get("task") ?? []) expect(row).toContain('"Recovered task"');
  expect(found.get("instance")).toEqual(truth.get("instance"));
});

test("bytes that are no text are replaced, and the report says where", async () => {
  const path = await copied();
  const [leaf] = leavesOfTable(path, "note");
  const body = String((JSON.parse(leaf?.rows[0] ?? "[]") as unknown[])[2]);
  const bytes = await readFile(path);
  const begin = ((leaf?.page ?? 1) - 1) * pageSize;
  const places: number[] = [];
  // The page's free room may hold the same text once more, from when the row lay elsewhere.
  for (let at = bytes.indexOf(body.slice(0, 20), begin); at >= 0 && at < begin + pageSize; ) {
    places.push(at);
    at = bytes.indexOf(body.slice(0, 20), at + 1);
  }
  expect(places.length).toBeGreaterThan(0);
  for (const at of places) await overwrite(path, at + 2, Buffer.from([0xff, 0xc3, 0x00]));
  const { report, out } = await rescue(path);
  expect(report.repairs.length).toBeGreaterThan(0);
  for (const repair of report.repairs) {
    expect(repair).toMatchObject({ table: "note", column: "body", what: "bytes-replaced" });
  }
  const notes = (await restored(out)).get("note") ?? [];
  expect(notes).toHaveLength(truth.get("note")?.length ?? 0);
  expect(notes.filter((row) => row.includes("\uFFFD\uFFFD\uFFFD"))).toHaveLength(report.repairs.length);
});

describe("the -wal file", () => {
  /** A database of which many pages are in the -wal only, with the file as it was before them. */
  async function withLog(): Promise<string> {
    const path = await copied();
    const raw = new SqliteDatabase(path);
    raw.pragma("journal_mode = wal");
    raw.pragma("wal_autocheckpoint = 0");
    raw.exec("update task set notes = 'newest'; delete from note; update instance set note = 'newest'");
    const kept = join(path, "../kept.db");
    await copyFile(path, kept);
    await copyFile(`${path}-wal`, `${kept}-wal`);
    raw.close();
    return kept;
  }

  test("counts: what is only in it is rescued", async () => {
    const path = await withLog();
    const before = [await digest(path), await digest(`${path}-wal`)];
    const { report, out } = await rescue(path);
    expect(report.about.log).toBe("used");
    expect(report.lost).toEqual({ rows: 0, exact: true });
    const found = await restored(out);
    expect(found.get("note")).toEqual([]);
    for (const row of found.get("task") ?? []) expect(row).toContain('"newest"');
    expect([await digest(path), await digest(`${path}-wal`)]).toEqual(before);
  });

  test("that is missing leaves what the file holds, and the report says so", async () => {
    const path = await withLog();
    await rm(`${path}-wal`);
    const { report, out } = await rescue(path);
    expect(report.about.log).toBe("missing");
    expect(lostOf(await restored(out))).toEqual([]);
    expect(rescueLines(report).join(" ")).toContain("no -wal file beside it");
  });

  test("with a damaged page in its middle costs that page only", async () => {
    const path = await withLog();
    const frame = 24 + pageSize;
    await overwrite(`${path}-wal`, 32 + 5 * frame + 500, Buffer.alloc(64, 0x5a));
    const { report, out } = await rescue(path);
    expect(report.about.log).toBe("damaged");
    const found = await restored(out);
    const instances = found.get("instance") ?? [];
    expect(instances.length).toBeGreaterThanOrEqual(truth.get("instance")?.length ?? 0);
    const newest = instances.filter((row) => row.includes('"newest"'));
    expect(newest.length).toBeGreaterThan(instances.length * 0.9);
    for (const table of ["task_area", "instance_event", "work_interval"]) {
      expect(found.get(table)).toEqual(truth.get(table));
    }
  });

  test("of another database is left out", async () => {
    const other = await withLog();
    const path = join(folder, `small-${++made}.db`);
    const database = await openDatabase({ engine: "sqlite", path });
    await migrate(database);
    await database.close();
    const raw = new SqliteDatabase(path);
    raw.exec(`insert into user_account (id, username, username_key, time_zone, created_at, last_seen_at)
      values ('00000000-0000-7000-8000-000000000001', 'ann', 'ann', 'UTC', 1, 1)`);
    raw.pragma("journal_mode = delete");
    raw.close();
    await copyFile(`${other}-wal`, `${path}-wal`);
    const { report, out } = await rescue(path);
    expect(report.about.log).toBe("foreign");
    expect((await restored(out)).get("user_account")).toHaveLength(1);
  });

  test("of random bytes does no harm", async () => {
    const path = await copied();
    await writeFile(`${path}-wal`, Buffer.alloc(100_000, 0xa7));
    const { out } = await rescue(path);
    expect(lostOf(await restored(out))).toEqual([]);
  });
});

test("a -wal file of another person's database is left out, though both have the same pages", async () => {
  const other = join(folder, "other-life.db");
  await makeLivedFile(other);
  const raw = new SqliteDatabase(other);
  raw.pragma("journal_mode = wal");
  raw.pragma("wal_autocheckpoint = 0");
  raw.exec("update instance set note = 'not mine'; update task set notes = 'not mine'");
  const path = await copied();
  await copyFile(`${other}-wal`, `${path}-wal`);
  raw.close();
  const { report, out } = await rescue(path);
  expect(report.about.log).toBe("foreign");
  const found = await restored(out);
  expect(lostOf(found)).toEqual([]);
  expect(count(found)).toBe(count(truth));
});

describe("any damage", () => {
  type Damage = { at: number } & ({ zeros: number } | { bytes: Uint8Array });
  const somewhere = fc.double({ min: 0, max: 0.999999, noNaN: true });
  const damage: fc.Arbitrary<Damage> = fc.oneof(
    fc.record({ at: somewhere, zeros: fc.constantFrom(1, 512, pageSize, 3 * pageSize) }),
    fc.record({ at: somewhere, bytes: fc.uint8Array({ minLength: 1, maxLength: 600 }) }),
  );

  /** The rows that lie in pages which no damage has touched, and whose texts go on in such pages only. */
  function untouched(pages: ReadonlySet<number>): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const table of truth.keys()) {
      const spilled = pagesOf(whole, table, "overflow").some((page) => pages.has(page));
      const leaves = leavesOfTable(whole, table).filter(({ page }) => !pages.has(page));
      const rows = leaves.flatMap((leaf) => leaf.rows);
      found.set(table, spilled ? rows.filter((row) => row.length < 1000) : rows);
    }
    return found;
  }

  test("never ends a rescue; the archive restores, and no row is missing that no damage touched", async () => {
    const { size } = await stat(whole);
    await fc.assert(
      fc.asyncProperty(
        fc.array(damage, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (list, aligned) => {
          const path = await copied();
          const pages = new Set<number>();
          for (const one of list) {
            const bytes = "zeros" in one ? Buffer.alloc(one.zeros) : one.bytes;
            let at = Math.floor(one.at * size);
            if (aligned) at -= at % pageSize;
            const fitting = bytes.subarray(0, size - at);
            await overwrite(path, at, fitting);
            for (let byte = at; byte < at + fitting.length; byte++)
              pages.add(Math.floor(byte / pageSize) + 1);
          }
          const before = await digest(path);
          const { out } = await rescue(path);
          expect(await digest(path)).toBe(before);
          const found = await restored(out);
          for (const [table, rows] of untouched(pages)) {
            const there = new Set(found.get(table));
            expect({ table, missing: rows.filter((row) => !there.has(row)) }).toEqual({ table, missing: [] });
          }
          await rm(join(path, ".."), { recursive: true });
        },
      ),
      { numRuns: Number(process.env["RESCUE_RUNS"] ?? 25) },
    );
  }, 600_000);

  test("and any truncation leaves what is before it", async () => {
    const { size } = await stat(whole);
    await fc.assert(
      fc.asyncProperty(somewhere, async (share) => {
        const path = await copied();
        const length = Math.floor(share * size);
        await truncate(path, length);
        const gone = new Set<number>();
        for (let page = Math.floor(length / pageSize) + 1; page <= size / pageSize; page++) gone.add(page);
        const expected = untouched(gone);
        let rescued: Awaited<ReturnType<typeof rescue>>;
        try {
          rescued = await rescue(path);
        } catch (error) {
          expect(count(expected)).toBe(0);
          expect(String(error)).toMatch(/^RescueError: /u);
          return;
        }
        const found = await restored(rescued.out);
        for (const [table, rows] of expected) {
          const there = new Set(found.get(table));
          expect({ table, missing: rows.filter((row) => !there.has(row)) }).toEqual({ table, missing: [] });
        }
        await rm(join(path, ".."), { recursive: true });
      }),
      { numRuns: 10 },
    );
  }, 300_000);
});

eachDialect((_engine, _open, { place, openAt }) => {
  test("what was rescued from a badly damaged file restores", async () => {
    for (let seed = 1; seed <= 3; seed++) {
      const path = await copied();
      const { size } = await stat(path);
      for (let hit = 1; hit <= 40; hit++) {
        const bytes = createHash("sha512").update(`${seed} ${hit}`).digest();
        await overwrite(path, pageSize + ((bytes.readUInt32BE(0) * hit) % (size - pageSize - 64)), bytes);
      }
      const { report, out } = await rescue(path);
      expect(report.repairs.length + report.setAside.length + report.placeholders.length).toBeGreaterThan(0);
      await fillFrom(await openAt(await place("migrated")), out);
    }
  }, 60_000);
});

test("tas rescue ends with 0 and says what is there; with 1 and one sentence when nothing is", async () => {
  const path = await copied();
  const own = join(path, "..");
  const [leaf] = leavesOfTable(whole, "instance");
  await zeroPage(path, leaf?.page ?? 0);
  const env = { SECRET_KEY: "sesame-sesame-sesame-sesame-sesame-1" };
  const run = await runTas(["rescue", "mine.db", "--out", "rescued.ndjson.gz"], { folder: own, env });
  expect({ code: run.code, lost: run.stdout.includes(`${leaf?.rows.length} rows are lost.`) }).toEqual({
    code: 0,
    lost: true,
  });
  expect(run.stdout).toContain("tas backup restore");
  const told = await runTas(["rescue", "mine.db", "--out", "again.ndjson.gz", "--json"], {
    folder: own,
    env,
  });
  expect(oneObject(told)).toMatchObject({ lost: { rows: leaf?.rows.length, exact: true } });
  await writeFile(join(own, "diary.txt"), "Dear diary");
  const none = await runTas(["rescue", "diary.txt", "--out", "none.ndjson.gz"], { folder: own, env });
  expect(none).toMatchObject({ code: 1, stdout: "" });
  expect(none.stderr).toMatch(/diary\.txt" is no SQLite file.*Nothing was changed\.\n$/u);
}, 60_000);

describe("is refused with a sentence, and nothing is written,", () => {
  test("what is no SQLite file, is empty, is not there, or holds the tables of another app", async () => {
    const own = join(folder, "refused");
    await mkdir(own);
    await writeFile(join(own, "diary.txt"), "Dear diary, ".repeat(3000));
    await writeFile(join(own, "empty.db"), "");
    const raw = new SqliteDatabase(join(own, "other.db"));
    raw.exec("create table fact (key text, value text); insert into fact values ('a', 'b')");
    raw.close();
    const why = (name: string) =>
      rescueDatabase(join(own, name), join(own, "out.ndjson.gz"), { now }).catch(
        (error: Error) => error.message,
      );
    expect(await why("diary.txt")).toMatch(/is no SQLite file/u);
    expect(await why("empty.db")).toMatch(/is empty/u);
    expect(await why("none.db")).toMatch(/is not there/u);
    expect(await why("other.db")).toMatch(/not one of this app/u);
    expect((await readdir(own)).toSorted()).toEqual(["diary.txt", "empty.db", "other.db"]);
  });

  test("a file that a server still uses, unless it is forced; and an archive that is there already", async () => {
    const path = await copied();
    const database = await openDatabase({ engine: "sqlite", path });
    await expect(rescue(path)).rejects.toThrow(/in use by process \d+; stop it first/u);
    const { report, out } = await rescue(path, { force: true });
    await database.close();
    expect(report.rows).toBe(count(truth));
    await expect(rescueDatabase(path, out, { now })).rejects.toThrow(/is there already/u);
  });
});
