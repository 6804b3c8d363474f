import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as newId } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultPairs } from "#domain/emotion/emotion-pair.ts";
import type { Person } from "#domain/account/person.ts";
import type { ImportReport } from "#contract/import.ts";
import { deleteTask } from "#features/task/actions.ts";
import { completeInstance } from "#features/instance/actions.ts";
import { planInstance } from "#features/instance/plan.ts";
import { type Database, openDatabase } from "#storage/database.ts";
import { insertEmotions, listEmotions } from "#storage/emotion.ts";
import { migrate } from "#storage/migrate.ts";
import { migrations } from "#storage/migrations/index.ts";
import { allRows } from "#test/support/all-rows.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { ownRows } from "#test/support/own-rows.ts";
import { addPerson, testClock } from "#test/support/people.ts";
import { addExtremes } from "../../../test/upgrade/release-extremes.ts";
import { live } from "../../../test/upgrade/release-life.ts";
import { runImport } from "../import/run-import.ts";
import { undoImport } from "../import/undo-import.ts";
import { writeArchive } from "../portable/write-archive.ts";
import { restoreArchive } from "./restore-archive.ts";
import type { RestoreOptions } from "./restore-options.ts";

const fixtures = new URL("../../../test/fixtures/predecessor/", import.meta.url).pathname;
let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-restore-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const fresh = () => join(folder, `${++made}.ndjson.gz`);

async function livedAccount(database: Database, name: string): Promise<Person> {
  const person = await addPerson(database, name);
  const clock = testClock();
  await database.write(person.id, (tx) => insertEmotions(tx, person.id, defaultPairs, clock.at.now));
  await live(database, person, clock);
  await addExtremes(database, person.id, newId);
  return person;
}

async function archiveOf(database: Database, { id }: Person): Promise<string> {
  const path = fresh();
  await writeArchive(database, path, { owner: id, now: Date.now() });
  return path;
}

function restore(
  database: Database,
  { id }: Person,
  path: string,
  more: Partial<RestoreOptions> = {},
): Promise<ImportReport> {
  const options = { dryRun: false, importId: newId(), now: Date.now(), scratchFolder: folder };
  return restoreArchive(database, id, path, { ...options, installations: false, ...more });
}

const summed = (report: ImportReport, count: "new" | "present" | "setAside") =>
  Object.values(report.tables).reduce((sum, table) => sum + table[count], 0);

eachDialect((engine, open) => {
  test("everything a person has comes to a fresh account on either engine, whole and once", async () => {
    const database = await open();
    const ann = await livedAccount(database, "ann");
    const path = await archiveOf(database, ann);
    const wanted = await ownRows(database, ann);
    const lite = await openDatabase({ engine: "sqlite", path: join(folder, `${++made}.db`) });
    await migrate(lite);
    for (const target of [await open(), lite, database]) {
      const bo = await addPerson(target, "bo");
      const dry = await restore(target, bo, path, { dryRun: true });
      expect(dry).toMatchObject({ dryRun: true, importId: null, form: "archive", setAside: [] });
      expect((await ownRows(target, bo))["task"]).toEqual([]);
      const report = await restore(target, bo, path);
      expect(report.tables).toEqual(dry.tables);
      expect(summed(report, "present")).toBe(0);
      expect(await ownRows(target, bo)).toEqual(wanted);
      const again = await restore(target, bo, path);
      expect(summed(again, "new")).toBe(0);
      expect(again.changedHere).toEqual([]);
      expect(summed(again, "present")).toBe(summed(report, "new"));
    }
    expect(await ownRows(database, ann)).toEqual(wanted);
    await lite.close();
  });

  test("an account with feelings of its own keeps them, and readings follow", async () => {
    const database = await open();
    const ann = await livedAccount(database, "ann");
    const path = await archiveOf(database, ann);
    const bo = await addPerson(database, "bo");
    await database.write(bo.id, (tx) => insertEmotions(tx, bo.id, defaultPairs, 5));
    const before = await database.read(bo.id, (tx) => listEmotions(tx, bo.id));
    const custom = { id: newId(), kind: "custom", positive: "Weltschmerz ☔", negative: null } as const;
    await database.write(bo.id, (tx) => insertEmotions(tx, bo.id, [custom], 5));
    const report = await restore(database, bo, path);
    expect(report.tables["emotion"]).toMatchObject({ present: before.length + 1 });
    expect(report.changedHere).toEqual([]);
    const rows = await ownRows(database, bo);
    const annsCustom = (await database.read(ann.id, (tx) => listEmotions(tx, ann.id))).find(
      ({ positive }) => positive === custom.positive,
    );
    const all = JSON.stringify(rows);
    expect(all).not.toContain(annsCustom?.id);
    expect(rows["instance"]?.some((row) => row.includes(custom.id))).toBe(true);
    expect(rows["instance_event"]?.some((row) => row.includes(custom.id))).toBe(true);
    expect(rows["task"]?.some((row) => row.includes(custom.id))).toBe(true);
    expect(summed(await restore(database, bo, path), "new")).toBe(0);
  });

  test("what is lost comes back; what was changed or deleted on purpose stays, and is named", async () => {
    const database = await open();
    const ann = await livedAccount(database, "ann");
    const clock = testClock(Date.UTC(2027, 0, 1));
    const path = await archiveOf(database, ann);
    const wanted = await ownRows(database, ann);
    // Lost without anybody's wish.
    const lost = await database.write(ann.id, async (tx) => {
      const { id } = await tx
        .selectFrom("instance")
        .select("id")
        .where("userId", "=", ann.id)
        .where("state", "=", "paused")
        .executeTakeFirstOrThrow();
      await tx.deleteFrom("instance").where("userId", "=", ann.id).where("id", "=", id).execute();
      await tx.deleteFrom("note").where("userId", "=", ann.id).execute();
      return id;
    });
    const report = await restore(database, ann, path);
    expect(report.tables).toMatchObject({ instance: { new: 1 }, task: { new: 0 } });
    expect(await ownRows(database, ann)).toEqual(wanted);
    expect(JSON.stringify(wanted)).toContain(lost);
    // Deleted and changed on purpose.
    const [retired, active] = await database.read(ann.id, async (tx) => {
      const task = await tx
        .selectFrom("task")
        .select("id")
        .where("name", "=", "Put away")
        .executeTakeFirstOrThrow();
      const instance = await tx
        .selectFrom("instance")
        .select("id")
        .where("state", "=", "active")
        .where("deletedAt", "is", null)
        .executeTakeFirstOrThrow();
      return [task.id, instance.id];
    });
    await database.write(ann.id, (tx) => deleteTask(tx, ann, retired, clock.at));
    await database.write(ann.id, (tx) =>
      completeInstance(tx, ann, active, { outcome: { relief: 9 } }, clock.at),
    );
    const here = await ownRows(database, ann);
    const second = await restore(database, ann, path);
    expect(summed(second, "new")).toBe(0);
    expect(await ownRows(database, ann)).toEqual(here);
    const names = second.changedHere.map(({ table, name }) => `${table} ${name}`);
    expect(names).toContain("task Put away");
    expect(second.changedHere.map(({ id }) => id)).toContain(active);
    const counts = Object.fromEntries(second.notices.map(({ code, count }) => [code, count]));
    expect(counts["deleted-here"]).toBeGreaterThan(0);
    expect(counts["changed-here"]).toBe(1);
    expect(second.changedHere).toHaveLength((counts["deleted-here"] ?? 0) + 1);
  });

  test("a log that went on here is never mixed with that of the archive", async () => {
    const database = await open();
    const ann = await livedAccount(database, "ann");
    const bo = await addPerson(database, "bo");
    const path = await archiveOf(database, ann);
    await restore(database, bo, path);
    const { id } = await database.read(bo.id, (tx) =>
      tx
        .selectFrom("instance")
        .select("id")
        .where("state", "=", "active")
        .where("deletedAt", "is", null)
        .executeTakeFirstOrThrow(),
    );
    // Ann goes on where Bo did something else.
    const clock = testClock(Date.UTC(2027, 0, 1));
    await database.write(bo.id, async (tx) => {
      await tx.deleteFrom("instanceEvent").where("userId", "=", bo.id).where("seq", ">", 2).execute();
      await tx
        .updateTable("instance")
        .set({ note: "another way" })
        .where("id", "=", id)
        .where("userId", "=", bo.id)
        .execute();
    });
    await database.write(ann.id, (tx) => completeInstance(tx, ann, id, { outcome: {} }, clock.at));
    const eventsOf = (owner: string) =>
      database.read(owner, (tx) =>
        tx.selectFrom("instanceEvent").select("seq").where("instanceId", "=", id).execute(),
      );
    const before = await eventsOf(bo.id);
    const report = await restore(database, bo, await archiveOf(database, ann));
    expect(await eventsOf(bo.id)).toEqual(before);
    expect(report.setAside).toContainEqual({
      table: "instance_event",
      code: "part-of-changed",
      count: expect.any(Number),
    });
  });

  test("undo takes out what came, but what was changed since stays with what it needs", async () => {
    const database = await open();
    const ann = await livedAccount(database, "ann");
    const path = await archiveOf(database, ann);
    const bo = await addPerson(database, "bo");
    const now = Date.UTC(2026, 11, 1);
    const importId = newId();
    await restore(database, bo, path, { importId, now });
    const gone = await undoImport(database, bo.id, importId, now + 1);
    // One row of the extremes says it was changed at the end of time.
    expect(gone.kept.map(({ table }) => table).toSorted()).toEqual(["instance", "task"]);
    expect(gone.removed["instance"]).toBeGreaterThan(20);
    const rows = await ownRows(database, bo);
    expect(Object.fromEntries(Object.entries(rows).map(([table, all]) => [table, all.length]))).toMatchObject(
      { area: 0, emotion: 0, note: 0, task: 1, instance: 1, task_area: 0, task_edit: 0, instance_event: 0 },
    );
    expect(await undoImport(database, bo.id, importId, now + 2)).toEqual(gone);
    expect(await ownRows(database, ann)).not.toEqual(rows);

    const cy = await addPerson(database, "cy");
    const second = newId();
    await restore(database, cy, path, { importId: second, now });
    const clock = testClock(now + 1000);
    const task = await database.read(cy.id, (tx) =>
      tx.selectFrom("task").select("id").where("name", "like", "Tax return%").executeTakeFirstOrThrow(),
    );
    await database.write(cy.id, (tx) => planInstance(tx, cy, { taskId: task.id }, clock.at));
    const kept = (await undoImport(database, cy.id, second, now + 5000)).kept;
    expect(kept.map(({ id }) => id)).toContain(task.id);
    expect(kept.map(({ table }) => table)).toContain("emotion");
    const left = await ownRows(database, cy);
    expect(left["task_area"]?.length).toBe(2);
    expect(left["area"]?.length).toBe(2);
  });

  test("after an import of the earlier app, its archive brings nothing new", async () => {
    const database = await open();
    const clock = testClock();
    const people = [await addPerson(database, "ann"), await addPerson(database, "bo")] as const;
    for (const { id } of people) {
      await database.write(id, (tx) => insertEmotions(tx, id, defaultPairs, clock.at.now));
      const options = { dryRun: false, now: clock.at.now, newId };
      await runImport(database, id, join(fixtures, "export.zip"), options);
    }
    const [ann, bo] = people;
    const before = await allRows(database, bo.id);
    const report = await restore(database, bo, await archiveOf(database, ann));
    expect(await allRows(database, bo.id)).toEqual(before);
    expect(report.tables).toMatchObject({
      task: { new: 0, present: 60 },
      instance: { new: 0, present: 473 },
      emotion: { new: 0 },
    });
    expect(report.changedHere).toEqual([]);
  });

  test("an archive with values that the app could not read again brings nothing", async () => {
    const database = await open();
    const ann = await livedAccount(database, "ann");
    await database.write(ann.id, (tx) => tx.updateTable("task").set({ categories: "no JSON" }).execute());
    const bo = await addPerson(database, "bo");
    const before = await allRows(database, bo.id);
    const restoring = restore(database, bo, await archiveOf(database, ann));
    await expect(restoring).rejects.toMatchObject({ code: "archive-damaged" });
    await expect(restoring).rejects.toThrow(/task\.categories/u);
    expect(await allRows(database, bo.id)).toEqual(before);
  });

  test("an archive that unpacks to too much is refused before anything of it is kept", async () => {
    const before = await openDatabase({ engine: "sqlite", path: join(folder, `${++made}.db`) });
    await migrate(before, { migrations: migrations.slice(0, -1) });
    const ann = await addPerson(before, "ann");
    await before.write(ann.id, (tx) => insertEmotions(tx, ann.id, defaultPairs, 7));
    const path = await archiveOf(before, ann);
    await before.close();
    const scratchFolder = join(folder, `${++made}`);
    await mkdir(scratchFolder);
    const database = await open();
    const bo = await addPerson(database, "bo");
    // It would be brought up to date on the disk first, however large it is.
    const restoring = restore(database, bo, path, { scratchFolder, largest: 1_000 });
    await expect(restoring).rejects.toMatchObject({ code: "archive-too-large" });
    expect(await readdir(scratchFolder)).toEqual([]);
    await restore(database, bo, path, { scratchFolder, largest: 1_000_000 });
  });

  test("an archive of an older schema is brought up to this one first", async () => {
    const before = await openDatabase({ engine: "sqlite", path: join(folder, `${++made}.db`) });
    const [first] = migrations.slice(-1);
    await migrate(before, { migrations: migrations.filter((one) => one !== first) });
    const ann = await addPerson(before, "ann");
    await before.write(ann.id, (tx) => insertEmotions(tx, ann.id, defaultPairs, 7));
    const path = await archiveOf(before, ann);
    await before.close();
    const database = await open();
    const bo = await addPerson(database, "bo");
    const report = await restore(database, bo, path);
    expect(report.notices).toContainEqual({ code: "upgraded-archive", count: 1 });
    expect(report.tables["emotion"]).toMatchObject({ new: defaultPairs.length });
    expect((await ownRows(database, bo))["emotion"]).toHaveLength(defaultPairs.length);
  });

  test(`one person of a whole installation, by name (${engine})`, async () => {
    const database = await open();
    const ann = await livedAccount(database, "ann");
    await livedAccount(database, "ben");
    const path = fresh();
    await writeArchive(database, path, { now: Date.now() });
    const bo = await addPerson(database, "bo");
    await expect(restore(database, bo, path)).rejects.toMatchObject({ code: "archive-scope" });
    const host = { installations: true };
    await expect(restore(database, bo, path, host)).rejects.toMatchObject({ code: "archive-scope" });
    const unknown = { ...host, person: "nobody" };
    await expect(restore(database, bo, path, unknown)).rejects.toMatchObject({ code: "archive-scope" });
    await restore(database, bo, path, { ...host, person: "Ann" });
    expect(await ownRows(database, bo)).toEqual(await ownRows(database, ann));
  });
});
