import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import fc from "fast-check";
import { Client } from "pg";
import { v7 as newId } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, everyone, openDatabase } from "#storage/database.ts";
import { narrowColumns } from "#storage/dialect/odd-values.ts";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { findLease } from "#storage/lease.ts";
import { findLocal } from "#storage/local-state.ts";
import { migrate } from "#storage/migrate.ts";
import { listStoredTables } from "#storage/stored-tables.ts";
import { writersLease } from "#storage/write-gate.ts";
import { anyValues, insertAnyRows, planAnyRows } from "#test/support/any-rows.ts";
import { type BothPlaces, bothPlaces } from "#test/support/both-places.ts";
import type { Place } from "#test/support/each-dialect.ts";
import { addPerson, area, areaNames } from "#test/support/rows.ts";
import { digestTables } from "../portable/digest-tables.ts";
import type { MovePlace } from "./move-place.ts";
import type { MoveReceipt } from "./move-receipt.ts";
import { planMove } from "./plan-move.ts";
import { type MoveOptions, runMove } from "./run-move.ts";

let places: BothPlaces;
let made = 0;
beforeAll(async () => {
  places = await bothPlaces();
});
afterAll(() => places.remove());

const holdWorker = new URL("./hold-worker.ts", import.meta.url);

function labelled(target: Place): MovePlace {
  return {
    target,
    label: target.engine === "sqlite" ? `sqlite:${target.path}` : target.url.replace(/:[^:@]*@/, "@"),
  };
}

async function move(from: Place, to: Place, more: Partial<MoveOptions> = {}): Promise<MoveReceipt> {
  const ends = { from: labelled(from), to: labelled(to) };
  const aside = more.setOrphansAside !== undefined;
  const plan = await planMove({ ...ends, force: more.force ?? false, setOrphansAside: aside });
  const receipt = join(places.folder, `${++made}.receipt.json`);
  return runMove({ ...ends, holdWorker, receipt, clock: Date.now, newId, ...more }, plan);
}

async function digestOf(place: Place): Promise<string> {
  const database = await openDatabase(place);
  try {
    const tables = await listStoredTables(database);
    return (await database.read(everyone, (tx) => digestTables(tx, tables))).sha256;
  } finally {
    await database.close();
  }
}

async function withOpen<T>(place: Place, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(place);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function lived(place: Place): Promise<string> {
  return withOpen(place, async (database) => {
    const person = await addPerson(database);
    const rows = ["one", "two", "\\N", "tab\tand\nline"].map((name) => area(person, name));
    await database.write(person, (tx) => insertMany(tx, "area", rows));
    return person;
  });
}

describe.each([
  ["from SQLite to PostgreSQL", "sqlite", "postgres"],
  ["from PostgreSQL to SQLite", "postgres", "sqlite"],
] as const)("%s", (_way, one, another) => {
  const place = () => places[one]("migrated");
  const other = () => places[another]();

  test("everything arrives, the source stays as it was and refuses writers, and both know of each other", async () => {
    const from = await place();
    const person = await lived(from);
    const to = await other();
    const before = await digestOf(from);
    const receipt = await move(from, to);
    expect(receipt.equal).toBe(true);
    expect(receipt.tables.find(({ name }) => name === "area")?.rows).toBe(4);
    expect(receipt.tables.every(({ sourceHash, targetHash }) => sourceHash === targetHash)).toBe(true);
    expect(await digestOf(to)).toBe(before);
    expect(await digestOf(from)).toBe(before);
    await withOpen(from, async (source) => {
      await expect(addPerson(source)).rejects.toMatchObject({ kind: "moved" });
      expect(await source.read(person, areaNames)).toHaveLength(4);
      expect(await source.read(everyone, (tx) => findLease(source.engine, tx, writersLease))).toBeUndefined();
    });
    await withOpen(to, async (target) => {
      const movedFrom = await target.read(everyone, (tx) => findLocal(tx, "movedFrom"));
      expect(movedFrom).toMatchObject({ from: receipt.from, receipt: receipt.sha256 });
      await addPerson(target);
    });
  });

  test("a target that somebody uses is refused, and stays as it was", async () => {
    const [from, to] = [await place(), await other()];
    await lived(from);
    await withOpen(to, migrate);
    await lived(to);
    const before = await digestOf(to);
    await expect(move(from, to)).rejects.toMatchObject({ code: "move-refused" });
    expect(await digestOf(to)).toBe(before);
    await withOpen(from, addPerson);
  });

  test("a copy whose mark was never set is replaced by the next attempt", async () => {
    const [from, to] = [await place(), await other()];
    await lived(from);
    await move(from, to);
    // As after a kill between the last commit and the mark, with more entries made since.
    const source = await openDatabase(from, { pass: { despiteMove: true } });
    await source.write(everyone, (tx) => tx.deleteFrom("localState").where("key", "=", "moved").execute());
    await addPerson(source);
    await source.close();
    await move(from, to);
    expect(await digestOf(to)).toBe(await digestOf(from));
  });

  test("an interrupted move leaves the source in use and the target empty, and no hold", async () => {
    const [from, to] = [await place(), await other()];
    await lived(from);
    const stop = new AbortController();
    const moving = move(from, to, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(moving).rejects.toMatchObject({ code: "move-interrupted" });
    await withOpen(from, addPerson);
    expect((await readdir(places.folder)).filter((name) => name.includes(".moving-"))).toEqual([]);
    await move(from, to);
  });

  test("a hold that was lost stops the move before anything is marked", async () => {
    const [from, to] = [await place(), await other()];
    await lived(from);
    let stolen = false;
    const moving = move(from, to, {
      onProgress(what) {
        if (what !== "Comparing" || stolen) return;
        stolen = true;
        endHold(from);
      },
    });
    await expect(moving).rejects.toMatchObject({ code: "move-lost-hold" });
    await withOpen(from, addPerson);
    await move(from, to);
    expect(await digestOf(to)).toBe(await digestOf(from));
  });
});

/** As if the whole process had stood still for longer than the hold lasts. */
function endHold(place: Place): void {
  const change = "update lease set expires_at = 0";
  if (place.engine === "sqlite") {
    const file = new SqliteDatabase(place.path);
    file.exec(change);
    file.close();
    return;
  }
  const program = `import pg from "pg"; const client = new pg.Client(process.argv[1]);
    await client.connect(); await client.query("${change}"); await client.end()`;
  execFileSync(process.execPath, ["--input-type=module", "-e", program, place.url]);
}

describe("rows of every kind", () => {
  test("come back from PostgreSQL as they left SQLite, whatever stands in them", async () => {
    const blank = await places.postgres("migrated");
    const narrow = await withOpen(blank, (database) =>
      database.read(everyone, (tx) => narrowColumns(tx, "postgres")),
    );
    const plan = await withOpen(await places.sqlite("migrated"), (database) => planAnyRows(database, narrow));
    let rows = 0;
    const check = async (values: Parameters<typeof insertAnyRows>[2]) => {
      const [from, there, back] = [
        await places.sqlite("migrated"),
        await places.postgres(),
        await places.sqlite(),
      ];
      await withOpen(from, addPerson);
      if (from.engine !== "sqlite") throw new Error("A file was asked for.");
      rows += insertAnyRows(from.path, plan, values);
      const before = await digestOf(from);
      await move(from, there);
      expect(await digestOf(there)).toBe(before);
      await move(there, back);
      expect(await digestOf(back)).toBe(before);
    };
    await fc.assert(fc.asyncProperty(anyValues(plan, 8), check), { numRuns: 6 });
    expect(rows).toBeGreaterThan(100);
  }, 120_000);
});

describe("the dry run", () => {
  test("finds rows without a parent, which can be set aside, with all that hangs on them", async () => {
    const from = await places.sqlite("migrated");
    const person = await lived(from);
    if (from.engine !== "sqlite") throw new Error("A file was asked for.");
    const stray = newId();
    const file = new SqliteDatabase(from.path);
    file.pragma("foreign_keys = off");
    const task = file.prepare("select count(*) from task").pluck().get();
    expect(task).toBe(0);
    const instance = newId();
    file
      .prepare(
        `insert into instance (user_id, id, task_id, task_version, state, time_zone, event_count, created_at, updated_at)
         values (?, ?, ?, 1, 'planned', 'UTC', 1, 1, 1)`,
      )
      .run(person, instance, stray);
    file
      .prepare("insert into instance_event values (?, ?, 1, 'planned', 1, 'UTC', '{}')")
      .run(person, instance);
    file.close();
    const to = await places.postgres();
    const ends = { from: labelled(from), to: labelled(to) };
    const plan = await planMove(ends);
    expect(plan.source.orphans).toEqual([{ table: "instance", references: "task", rows: 1 }]);
    expect(plan.problems.join()).toContain("--set-orphans-aside");
    const aside = join(places.folder, "aside.ndjson");
    const receipt = await move(from, to, { setOrphansAside: aside });
    expect(receipt.setAside).toEqual({ file: aside, rows: 2 });
    const lines = (await readFile(aside, "utf8")).trim().split("\n");
    const tables = lines.map((line) => (JSON.parse(line) as { table: string }).table);
    expect(tables).toEqual(["instance", "instance_event"]);
    expect(receipt.tables.find(({ name }) => name === "instance")?.rows).toBe(0);
  });

  test("names values that the other engine would not take, by table and column", async () => {
    const from = await places.sqlite("migrated");
    const person = await lived(from);
    if (from.engine !== "sqlite") throw new Error("A file was asked for.");
    const file = new SqliteDatabase(from.path);
    file.pragma("ignore_check_constraints = on");
    const change = (set: string) =>
      file.prepare(`update area set ${set} where user_id = ? and name = 'one'`).run(person);
    change("description = 'a' || char(0) || 'b'");
    change("name = 'one', extra = cast(x'eda080' as text)");
    change("updated_at = 9007199254740993");
    const task = (name: string, version: number, minutes: string) =>
      file
        .prepare(
          `insert into task (user_id, id, name, search_text, version, estimate_minutes, last_used_at, created_at, updated_at)
           values (?, ?, ?, '', ?, ${minutes}, 1, 1, 1)`,
        )
        .run(person, newId(), name, version);
    task("wide", 3_000_000_000, "1");
    task("endless", 1, "9e999");
    file
      .prepare(
        `insert into instance (user_id, id, task_id, task_version, state, time_zone, event_count, created_at, updated_at)
         select user_id, id, id, 1, 'lost', 'UTC', 1, 1, 1 from task where name = 'wide'`,
      )
      .run();
    file.close();
    const plan = await planMove({ from: labelled(from), to: labelled(await places.postgres()) });
    const found = plan.source.oddValues.map(({ table, column, what, rows }) => [table, column, what, rows]);
    expect(found).toContainEqual(["area", "description", "a text holds a NUL character", 1]);
    expect(found).toContainEqual(["area", "extra", "a text is no valid UTF-8", 1]);
    expect(found).toContainEqual(["area", "updated_at", "the integer is too large", 1]);
    expect(found).toContainEqual(["task", "version", "the integer is too large", 1]);
    expect(found).toContainEqual(["task", "estimate_minutes", "it is no number", 1]);
    expect(found).toContainEqual(["instance", null, "a rule of the table is broken", 1]);
    expect(plan.problems).toHaveLength(7);
  });

  test("changes neither of the two", async () => {
    const from = await places.sqlite("migrated");
    await lived(from);
    const to = await places.sqlite();
    const plan = await planMove({ from: labelled(from), to: labelled(to) });
    expect(plan.problems).toEqual([]);
    expect(plan.source.rows).toBe(5);
    if (to.engine !== "sqlite") throw new Error("A file was asked for.");
    expect(existsSync(to.path)).toBe(false);
    await withOpen(from, addPerson);
  });

  test("says why a source or target cannot be used", async () => {
    const empty = labelled(await places.sqlite());
    const used = await places.sqlite("migrated");
    await lived(used);
    const to = labelled(await places.postgres());
    expect((await planMove({ from: empty, to })).problems.join()).toContain("no database");
    expect((await planMove({ from: to, to: empty })).problems.join()).toContain("no data of this app");
    expect((await planMove({ from: labelled(used), to: labelled(used) })).problems.join()).toContain("same");
  });
});

test("on PostgreSQL, what arrived is walled off from other people as before", async () => {
  const [from, to] = [await places.sqlite("migrated"), await places.postgres()];
  const [ann, ben] = [await lived(from), await lived(from)];
  await move(from, to);
  await withOpen(to, async (target) => {
    expect(await target.read(ann, areaNames)).toHaveLength(4);
    expect(await target.read(newId(), areaNames)).toEqual([]);
    await expect(
      target.write(ann, (tx) => insertMany(tx, "area", [area(ben, "not mine")])),
    ).rejects.toMatchObject({ kind: "forbidden" });
  });
  if (to.engine !== "postgres") throw new Error("A server was asked for.");
  const client = new Client({ connectionString: to.url });
  await client.connect();
  const { rows } = await client.query(
    "select count(*)::int as count from pg_class where relrowsecurity and not relforcerowsecurity",
  );
  await client.end();
  expect(rows).toEqual([{ count: 0 }]);
});

test("tables of something else, at either end, stay as they are and hold nothing up", async () => {
  const [from, to] = [await places.postgres("migrated"), await places.postgres()];
  await lived(from);
  const make = `create table recipe (id integer primary key, name text, picture bytea);
    insert into recipe values (1, 'soup')`;
  for (const one of [from, to]) await onServer(one, make);
  const plan = await planMove({ from: labelled(from), to: labelled(to) });
  expect(plan.notes.join()).toMatch(/recipe is none of this app's.*of something else, which stay: recipe/u);
  const receipt = await move(from, to);
  expect(receipt.tables.map(({ name }) => name)).not.toContain("recipe");
  for (const one of [from, to]) {
    expect(await onServer(one, "select name from recipe")).toEqual([{ name: "soup" }]);
  }
});

async function onServer(place: Place, statement: string): Promise<unknown[]> {
  if (place.engine !== "postgres") throw new Error("A server was asked for.");
  const client = new Client({ connectionString: place.url });
  await client.connect();
  try {
    const { rows } = await client.query<object>(statement);
    return rows;
  } finally {
    await client.end();
  }
}
