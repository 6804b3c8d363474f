import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";
import { migrations } from "#storage/migrations/index.ts";
import {
  copyOf,
  countRows,
  digestOfFile,
  missingIn,
  overwrite,
  pageSize,
  rescue,
  rescuedAt,
  restored,
  useLivedFile,
  zeroPage,
} from "#test/support/damaged-file.ts";
import { leavesOfTable, pagesOf } from "#test/support/lived-file.ts";
import { oneObject, runTas } from "#test/support/tas-process.ts";
import { verifyArchive } from "../portable/read-archive.ts";
import { writeArchive } from "../portable/write-archive.ts";
import { rescueDatabase } from "./rescue-database.ts";
import { rescueLines } from "./rescue-report.ts";

const busiest = ["instance", "instance_event", "work_interval", "task", "task_area", "area"];
const lived = useLivedFile();

function without(
  rows: ReadonlyMap<string, string[]>,
  table: string,
  gone: readonly string[],
): ReadonlyMap<string, string[]> {
  return new Map(
    [...rows].map(([name, list]) => [
      name,
      name === table ? list.filter((row) => !gone.includes(row)) : list,
    ]),
  );
}

describe("a file without damage", () => {
  test("gives the very archive that a backup of it gives, and is itself not touched", async () => {
    const path = await copyOf(lived);
    const before = await digestOfFile(path);
    const { report, out } = await rescue(path);
    expect(report).toMatchObject({
      lost: { rows: 0, exact: true },
      repairs: [],
      placeholders: [],
      setAside: [],
    });
    expect(report.rows).toBe(countRows(lived.truth));
    expect(report.rows).toBeGreaterThan(4000);
    expect(await digestOfFile(path)).toBe(before);
    const folderOf = join(path, "..");
    expect((await readdir(folderOf)).toSorted()).toEqual(
      ["mine.db", basename(out), `${basename(out)}.report.json`].toSorted(),
    );
    for (const name of [out, `${out}.report.json`]) expect((await stat(name)).mode & 0o777).toBe(0o600);
    const database = await openDatabase({ engine: "sqlite", path });
    const backup = await writeArchive(database, join(folderOf, "backup.ndjson.gz"), { now: rescuedAt });
    await database.close();
    expect((await verifyArchive(out)).manifest).toEqual(backup.manifest);
  });

  test("of an older version becomes an archive of that version, which restores into this one", async () => {
    const path = join(lived.folder, `older-${crypto.randomUUID()}.db`);
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
      const leaves = leavesOfTable(lived.path, table);
      const leaf = leaves[Math.floor(leaves.length / 2)];
      if (!leaf) throw new Error(`Table ${table} has no page.`);
      const path = await copyOf(lived);
      await zeroPage(path, leaf.page);
      const { report, out } = await rescue(path);
      const found = await restored(out);
      expect({ table, lost: missingIn(found, without(lived.truth, table, leaf.rows)) }).toEqual({
        table,
        lost: [],
      });
      expect({ table, ...report.lost }).toEqual({ table, rows: leaf.rows.length, exact: true });
      // What is there beside the lived.truth stands in for what was lost, one by one.
      expect(countRows(found)).toBe(countRows(lived.truth) - leaf.rows.length + report.placeholders.length);
      expect(rescueLines(report)).toContain(`${leaf.rows.length} rows are lost.`);
    }
  }, 120_000);

  test("in the branches above them costs nothing", async () => {
    const names = ["instance", "instance_event", "work_interval", "task", "task_area"];
    for (const page of names.flatMap((name) => pagesOf(lived.path, name, "internal"))) {
      const path = await copyOf(lived);
      await zeroPage(path, page);
      const { report, out } = await rescue(path);
      expect(report.lost).toEqual({ rows: 0, exact: true });
      const found = await restored(out);
      expect(missingIn(found, lived.truth)).toEqual([]);
      expect(countRows(found)).toBe(countRows(lived.truth));
    }
  }, 60_000);

  test("in every index costs nothing", async () => {
    const path = await copyOf(lived);
    const raw = new SqliteDatabase(lived.path, { readonly: true });
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
    expect(missingIn(await restored(out), lived.truth)).toEqual([]);
    expect(report.rows).toBe(countRows(lived.truth));
  });

  test("in the list of tables, or in all of it, costs nothing and brings back nothing that was deleted", async () => {
    const pages = ["internal", "leaf"].flatMap((kind) => pagesOf(lived.path, "sqlite_schema", kind));
    expect(pages.length).toBeGreaterThan(2);
    for (const chosen of [...pages.map((page) => [page]), pages]) {
      const path = await copyOf(lived);
      for (const page of chosen) await zeroPage(path, page);
      const { out } = await rescue(path);
      const found = await restored(out);
      expect(missingIn(found, lived.truth)).toEqual([]);
      expect(countRows(found)).toBe(countRows(lived.truth));
    }
  }, 60_000);

  test("in the ledger of versions costs nothing", async () => {
    const path = await copyOf(lived);
    for (const page of pagesOf(lived.path, "schema_migration", "leaf")) await zeroPage(path, page);
    const { report, out } = await rescue(path);
    expect(report.about.schemaFrom).toBe("assumed");
    expect(missingIn(await restored(out), lived.truth)).toEqual([]);
  });
});

test("a damaged header costs nothing", async () => {
  for (const bytes of [Buffer.alloc(100), Buffer.alloc(100, 0xff), Buffer.alloc(16, 7)]) {
    const path = await copyOf(lived);
    await overwrite(path, 0, bytes);
    const { report, out } = await rescue(path);
    expect(report.about.headerWhole).toBe(false);
    const found = await restored(out);
    expect(missingIn(found, lived.truth)).toEqual([]);
    expect(countRows(found)).toBe(countRows(lived.truth));
  }
});

test("people whose account is lost get one to hold what is theirs, and tasks without a name are called recovered", async () => {
  const path = await copyOf(lived);
  for (const table of ["user_account", "task"]) {
    for (const { page } of leavesOfTable(lived.path, table)) await zeroPage(path, page);
  }
  const { out } = await rescue(path);
  const found = await restored(out);
  expect(found.get("user_account")).toHaveLength(2);
  for (const row of found.get("user_account") ?? [])
    expect(row).toMatch(/"recovered-[0-9a-f]{8}","recovered-/u);
  for (const row of found.get("task") ?? []) expect(row).toContain('"Recovered task"');
  expect(found.get("instance")).toEqual(lived.truth.get("instance"));
});

test("bytes that are no text are replaced, and the report says where", async () => {
  const path = await copyOf(lived);
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
  expect(notes).toHaveLength(lived.truth.get("note")?.length ?? 0);
  expect(notes.filter((row) => row.includes("\uFFFD\uFFFD\uFFFD"))).toHaveLength(report.repairs.length);
});

test("tas rescue ends with 0 and says what is there; with 1 and one sentence when nothing is", async () => {
  const path = await copyOf(lived);
  const own = join(path, "..");
  const [leaf] = leavesOfTable(lived.path, "instance");
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
    const own = join(lived.folder, "refused");
    await mkdir(own);
    await writeFile(join(own, "diary.txt"), "Dear diary, ".repeat(3000));
    await writeFile(join(own, "empty.db"), "");
    const raw = new SqliteDatabase(join(own, "other.db"));
    raw.exec("create table fact (key text, value text); insert into fact values ('a', 'b')");
    raw.close();
    const why = (name: string) =>
      rescueDatabase(join(own, name), join(own, "out.ndjson.gz"), { now: rescuedAt }).catch(
        (error: Error) => error.message,
      );
    expect(await why("diary.txt")).toMatch(/is no SQLite file/u);
    expect(await why("empty.db")).toMatch(/is empty/u);
    expect(await why("none.db")).toMatch(/is not there/u);
    expect(await why("other.db")).toMatch(/not one of this app/u);
    expect((await readdir(own)).toSorted()).toEqual(["diary.txt", "empty.db", "other.db"]);
  });

  test("a file that a server still uses, unless it is forced; and an archive that is there already", async () => {
    const path = await copyOf(lived);
    const database = await openDatabase({ engine: "sqlite", path });
    await expect(rescue(path)).rejects.toThrow(/in use by process \d+; stop it first/u);
    const { report, out } = await rescue(path, { force: true });
    await database.close();
    expect(report.rows).toBe(countRows(lived.truth));
    await expect(rescueDatabase(path, out, { now: rescuedAt })).rejects.toThrow(/is there already/u);
  });
});
