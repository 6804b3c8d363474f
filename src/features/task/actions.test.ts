import { expect, test } from "vitest";
import { undoWindowMs } from "#domain/time/undo-window.ts";
import { insertArea } from "#storage/area.ts";
import type { Tx } from "#storage/database.ts";
import { findTask, touchTask } from "#storage/task.ts";
import { listTasks } from "#storage/task-list.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { addPerson, testClock } from "#test/support/people.ts";
import {
  bringBackTask,
  changeTask,
  copyTask,
  createTask,
  deleteTask,
  restoreTask,
  retireTask,
  takeBackTaskEdit,
} from "./actions.ts";

eachDialect((_engine, open) => {
  async function setUp() {
    const database = await open();
    const ann = await addPerson(database, `ann-${Math.random()}`);
    const ben = await addPerson(database, `ben-${Math.random()}`);
    const clock = testClock();
    const names = async (filter: {
      show?: "current" | "retired" | "deleted";
      search?: string;
      areaId?: string;
    }) => {
      const full = { show: "current" as const, deletedSince: clock.at.now - undoWindowMs, ...filter };
      const page = await database.read(ann.id, (tx) => listTasks(tx, ann.id, full, 50));
      return page.tasks.map((task) => task.name);
    };
    return { database, ann, ben, clock, names };
  }

  test("a task needs only its name; everything else stays empty", async () => {
    const { database, ann, clock } = await setUp();
    const made = await database.write(ann.id, (tx) =>
      createTask(tx, ann, { name: "Call the dentist" }, clock.at),
    );
    const stored = await database.read(ann.id, (tx) => findTask(tx, ann.id, made.id));
    expect(stored).toEqual(made);
    expect(stored).toMatchObject({ estimateMinutes: null, taskType: null, place: null, askedEmotions: null });
  });

  test("search finds a task whatever its case, accents and width, in name, notes and categories", async () => {
    const { database, ann, clock, names } = await setUp();
    await database.write(ann.id, async (tx) => {
      await createTask(tx, ann, { name: "Café: Steuer ERKLÄRUNG", notes: "100 % of it" }, clock.at);
      await createTask(tx, ann, { name: "Laundry", categories: ["Haushalt"] }, clock.at);
    });
    expect(await names({ search: "cafe erklarung" })).toEqual(["Café: Steuer ERKLÄRUNG"]);
    expect(await names({ search: "ｌａｕｎｄｒｙ" })).toEqual(["Laundry"]);
    expect(await names({ search: "haushalt" })).toEqual(["Laundry"]);
    expect(await names({ search: "\\'; drop" })).toEqual([]);
  });

  test("the task used last comes first, and pages meet without a gap", async () => {
    const { database, ann, clock } = await setUp();
    const ids: string[] = [];
    for (let number = 0; number < 7; number += 1) {
      ids.push(
        (await database.write(ann.id, (tx) => createTask(tx, ann, { name: `Task ${number}` }, clock.at))).id,
      );
    }
    const first = ids[0] ?? "";
    clock.move(60_000);
    await database.write(ann.id, (tx) => touchTask(tx, ann.id, first, clock.at.now));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await database.read(ann.id, (tx) =>
        listTasks(tx, ann.id, { show: "current", deletedSince: 0 }, 3, cursor),
      );
      seen.push(...page.tasks.map((task) => task.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([first, ...ids.slice(1).reverse()]);
    for (const forged of ['[1e400,"x"]', '[1.5,"x"]', '[1,"\\u0000"]', '["x",1]', "{}", "["]) {
      const cursor = Buffer.from(forged).toString("base64url");
      const page = await database.read(ann.id, (tx) =>
        listTasks(tx, ann.id, { show: "current", deletedSince: 0 }, 1, cursor),
      );
      expect(page.tasks[0]?.id, forged).toBe(first);
    }
  });

  test("an edit can be taken back for 30 days, areas included", async () => {
    const { database, ann, clock } = await setUp();
    const area = { id: clock.at.newId(), name: "Home", taskType: null, description: "" };
    await database.write(ann.id, (tx) => insertArea(tx, ann.id, area, clock.at.now));
    const made = await database.write(ann.id, (tx) =>
      createTask(tx, ann, { name: "Sort papers", areaIds: [area.id] }, clock.at),
    );
    const change = { name: "Sort the papers", areaIds: [], estimateMinutes: 20 };
    const changed = await database.write(ann.id, (tx) => changeTask(tx, ann, made.id, change, clock.at));
    expect(changed).toMatchObject({ ...change, version: 2 });
    const back = await database.write(ann.id, (tx) => takeBackTaskEdit(tx, ann, made.id, clock.at));
    expect(back).toMatchObject({ name: "Sort papers", areaIds: [area.id], estimateMinutes: null });
    await expect(
      database.write(ann.id, (tx) => takeBackTaskEdit(tx, ann, made.id, clock.at)),
    ).rejects.toMatchObject({
      code: "nothing-to-undo",
    });
    await database.write(ann.id, (tx) => changeTask(tx, ann, made.id, { name: "Again" }, clock.at));
    clock.move(undoWindowMs + 1);
    await expect(
      database.write(ann.id, (tx) => takeBackTaskEdit(tx, ann, made.id, clock.at)),
    ).rejects.toMatchObject({
      code: "nothing-to-undo",
    });
  });

  test("retiring, deleting, restoring and copying keep the task's words", async () => {
    const { database, ann, clock, names } = await setUp();
    const write = <T>(work: (tx: Tx) => Promise<T>) => database.write(ann.id, work);
    const made = await write((tx) => createTask(tx, ann, { name: "Garden", notes: "by the wall" }, clock.at));
    await write((tx) => retireTask(tx, ann, made.id, clock.at));
    expect([await names({}), await names({ show: "retired" })]).toEqual([[], ["Garden"]]);
    await write((tx) => bringBackTask(tx, ann, made.id, clock.at));
    await write((tx) => deleteTask(tx, ann, made.id, clock.at));
    expect([await names({}), await names({ show: "deleted" })]).toEqual([[], ["Garden"]]);
    expect(await write((tx) => restoreTask(tx, ann, made.id, clock.at))).toMatchObject({
      notes: "by the wall",
    });
    const copy = await write((tx) => copyTask(tx, ann, made.id, clock.at));
    expect(copy).toMatchObject({ name: "Garden", notes: "by the wall", version: 1 });
    expect(copy.id).not.toBe(made.id);
    await write((tx) => deleteTask(tx, ann, made.id, clock.at));
    clock.move(undoWindowMs + 1);
    await expect(write((tx) => restoreTask(tx, ann, made.id, clock.at))).rejects.toMatchObject({
      code: "undo-expired",
    });
  });

  test("somebody else's task and area look as if they were not there", async () => {
    const { database, ann, ben, clock } = await setUp();
    const made = await database.write(ann.id, (tx) => createTask(tx, ann, { name: "Diary" }, clock.at));
    await expect(
      database.write(ben.id, (tx) => changeTask(tx, ben, made.id, { name: "Mine" }, clock.at)),
    ).rejects.toMatchObject({ code: "not-found" });
    const area = { id: clock.at.newId(), name: "Ann's", taskType: null, description: "" };
    await database.write(ann.id, (tx) => insertArea(tx, ann.id, area, clock.at.now));
    await expect(
      database.write(ben.id, (tx) => createTask(tx, ben, { name: "Spy", areaIds: [area.id] }, clock.at)),
    ).rejects.toMatchObject({ code: "invalid-request" });
  });
});
