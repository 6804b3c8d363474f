import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { compactInstance, expandInstance } from "#domain/instance/compact-instance.ts";
import type { InstanceEvent } from "#domain/instance/instance-event.ts";
import { replay } from "#domain/instance/lifecycle.ts";
import type { Task } from "#domain/task/task.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { addPerson } from "#test/support/rows.ts";
import { type Deed, deed, live, newLife } from "#test/support/random-life.ts";
import { v7 as newId } from "uuid";
import type { Database, Tx } from "./database.ts";
import { findInstance, insertInstance, listPastAversion, recordInstanceEvent } from "./instance.ts";
import { listInstanceEvents } from "./instance-event.ts";
import { type InstanceFilter, listInstances } from "./instance-list.ts";
import { insertTask, updateTask } from "./task.ts";
import {
  countClosedOn,
  countPlanned,
  findLastActivity,
  listFreeTaskIds,
  listPlannedIds,
  listRunningIds,
} from "./today.ts";

const now = 1_790_000_000_000;

async function newTask(tx: Tx, owner: string, name = "Write to the landlord"): Promise<Task> {
  const task: Task = {
    id: newId(),
    name,
    description: "",
    taskType: "work",
    recurrence: null,
    version: 1,
    categories: [],
    estimateMinutes: null,
    place: null,
    notes: "",
    areaIds: [],
    askedEmotions: null,
    retiredAt: null,
    deletedAt: null,
    createdAt: now,
    updatedAt: now,
  };
  await insertTask(tx, owner, task);
  return task;
}

/** A new instance that the deeds happened to, stored event by event. Gives its id. */
async function store(tx: Tx, owner: string, taskId: string, deeds: readonly Deed[] = []): Promise<string> {
  let life = newLife({ id: newId(), taskId });
  await insertInstance(tx, owner, life.instance, first(life.events), newId);
  for (const one of deeds) {
    const next = live(life, one);
    const event = next.events.at(-1);
    if (event && next.events.length > life.events.length) {
      await recordInstanceEvent(tx, owner, life.instance, next.instance, event, newId);
    }
    life = next;
  }
  return life.instance.id;
}

function first(events: readonly InstanceEvent[]): InstanceEvent {
  const [event] = events;
  if (!event) throw new Error("A log has at least one event.");
  return event;
}

eachDialect((_engine, open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });

  async function withTask<T>(work: (tx: Tx, owner: string, task: Task) => Promise<T>): Promise<T> {
    const owner = await addPerson(database);
    return await database.write(owner, async (tx) => work(tx, owner, await newTask(tx, owner)));
  }

  async function idsOf(tx: Tx, owner: string, filter: Partial<InstanceFilter>, limit = 100) {
    const full = { show: "all", deletedSince: 0, ...filter } as const;
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listInstances(tx, owner, full, limit, cursor);
      expect(page.instances.length).toBeLessThanOrEqual(limit);
      ids.push(...page.instances.map(({ instance }) => instance.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return ids;
  }

  describe("an instance in the database", () => {
    test("is what its stored log adds up to, whatever was done", async () => {
      const owner = await addPerson(database);
      const task = await database.write(owner, (tx) => newTask(tx, owner));
      await fc.assert(
        fc.asyncProperty(fc.array(deed, { maxLength: 15 }), async (deeds) => {
          await database.write(owner, async (tx) => {
            const id = await store(tx, owner, task.id, deeds);
            const stored = await findInstance(tx, owner, id);
            expect(stored?.instance).toEqual(replay(await listInstanceEvents(tx, owner, id)));
          });
        }),
        { numRuns: 25 },
      );
    });

    test("comes from an import with its whole state in one event", () =>
      withTask(async (tx, owner, task) => {
        const deeds: Deed[] = [
          { do: "forecast", wait: 0, forecast: { aversion: 80, emotions: { "calm-anxious": -40 } } },
          { do: "start", wait: 5 },
          { do: "pause", wait: 5 },
          { do: "resume", wait: 0 },
        ];
        const { instance } = deeds.reduce(live, newLife({ id: newId(), taskId: task.id }));
        const compact = compactInstance(instance);
        const event = {
          seq: 1,
          at: now,
          timeZone: "UTC",
          type: "imported",
          payload: { instance: compact },
        } as const;
        await insertInstance(tx, owner, expandInstance(compact), event, newId);
        const stored = await findInstance(tx, owner, instance.id);
        expect(stored?.instance).toEqual({ ...instance, eventCount: 1 });
        expect(replay(await listInstanceEvents(tx, owner, instance.id))).toEqual(stored?.instance);
      }));

    test("brings the name of its task and the edit that can be taken back", () =>
      withTask(async (tx, owner, task) => {
        const id = await store(tx, owner, task.id, [
          { do: "edit", wait: 1, edit: { note: "one" } },
          { do: "edit", wait: 1, edit: { note: "two" } },
          { do: "take-back", wait: 1 },
        ]);
        expect(await findInstance(tx, owner, id)).toMatchObject({
          taskName: "Write to the landlord",
          taskType: "work",
          lastEdit: { seq: 2, payload: { after: { note: "one" } } },
        });
      }));

    test("is nobody else's", async () => {
      const stranger = await addPerson(database);
      const id = await withTask((tx, owner, task) => store(tx, owner, task.id));
      expect(await database.read(stranger, (tx) => findInstance(tx, stranger, id))).toBeUndefined();
    });

    test("cannot be a go at somebody else's task", async () => {
      const theirs = await withTask(async (_tx, _owner, task) => task);
      const owner = await addPerson(database);
      const planning = database.write(owner, (tx) => store(tx, owner, theirs.id));
      await expect(planning).rejects.toMatchObject({ kind: "foreign-key" });
    });
  });

  describe("a list of instances", () => {
    const finish: Deed = { do: "complete", wait: 5, outcome: { aversion: 35 } };

    test("gives every one once, in the same order whatever the size of a page", () =>
      withTask(async (tx, owner, task) => {
        for (let index = 0; index < 12; index++) {
          await store(tx, owner, task.id, [
            ...(index % 3 === 0
              ? [{ do: "edit", wait: 0, edit: { dueAt: now + (index % 2) } } as const]
              : []),
            ...(index > 5 ? [{ ...finish, wait: index % 4 }] : []),
          ]);
        }
        const all = await idsOf(tx, owner, {});
        expect(new Set(all).size).toBe(12);
        for (const limit of [1, 2, 5, 12]) expect(await idsOf(tx, owner, {}, limit)).toEqual(all);
        const open = await idsOf(tx, owner, { show: "open" });
        expect([...open, ...(await idsOf(tx, owner, { show: "closed" }))]).toEqual(all);
      }));

    test("puts what is due first, then the newest, then what was closed, latest first", () =>
      withTask(async (tx, owner, task) => {
        const older = await store(tx, owner, task.id);
        const newer = await store(tx, owner, task.id);
        const later = await store(tx, owner, task.id, [{ do: "postpone", wait: 0, dueAt: now + 9 }]);
        const sooner = await store(tx, owner, task.id, [{ do: "postpone", wait: 0, dueAt: now + 1 }]);
        const early = await store(tx, owner, task.id, [{ ...finish, wait: 1 }]);
        const late = await store(tx, owner, task.id, [{ ...finish, wait: 2 }]);
        expect(await idsOf(tx, owner, {})).toEqual([sooner, later, newer, older, late, early]);
      }));

    test("is narrowed by state, day, category and task", () =>
      withTask(async (tx, owner, task) => {
        const other = await newTask(tx, owner, "Something else");
        const open = await store(tx, owner, task.id);
        const done = await store(tx, owner, task.id, [finish]);
        const dropped = await store(tx, owner, other.id, [{ do: "cancel", wait: 1, category: "deferred" }]);
        expect(await idsOf(tx, owner, { show: "open" })).toEqual([open]);
        expect(await idsOf(tx, owner, { show: "completed" })).toEqual([done]);
        expect(await idsOf(tx, owner, { show: "cancelled" })).toEqual([dropped]);
        expect(await idsOf(tx, owner, { cancelCategory: "deferred" })).toEqual([dropped]);
        expect(await idsOf(tx, owner, { cancelCategory: "other" })).toEqual([]);
        expect(await idsOf(tx, owner, { taskId: other.id })).toEqual([dropped]);
        expect(await idsOf(tx, owner, { from: "2026-11-21", to: "2026-11-21" })).toEqual([done, dropped]);
        expect(await idsOf(tx, owner, { from: "2026-11-22" })).toEqual([]);
        expect(await idsOf(tx, owner, { to: "2026-11-20" })).toEqual([]);
      }));

    test("finds words in the task, the note and the description, regardless of case and accents", () =>
      withTask(async (tx, owner, task) => {
        const plain = await store(tx, owner, task.id);
        const noted = await store(tx, owner, task.id, [
          { do: "edit", wait: 0, edit: { note: "Über 100 % ÄRGER" } },
        ]);
        await store(tx, owner, (await newTask(tx, owner, "Dishes")).id);
        expect(await idsOf(tx, owner, { search: "LANDLORD" })).toEqual([noted, plain]);
        expect(await idsOf(tx, owner, { search: "uber landlord" })).toEqual([noted]);
        expect(await idsOf(tx, owner, { search: "arger" })).toEqual([noted]);
        expect(await idsOf(tx, owner, { search: "nothing" })).toEqual([]);
      }));

    test("a search goes on over pages", () =>
      withTask(async (tx, owner, task) => {
        const found: string[] = [];
        for (let index = 0; index < 9; index++) {
          const note = index % 2 ? "needle" : "hay";
          const id = await store(tx, owner, task.id, [{ do: "edit", wait: 0, edit: { note } }]);
          if (index % 2) found.unshift(id);
        }
        expect(await idsOf(tx, owner, { search: "needle" }, 2)).toEqual(found);
      }));

    test("hides what is deleted, but from the list of what can be restored", () =>
      withTask(async (tx, owner, task) => {
        const gone = await store(tx, owner, task.id, [{ do: "delete", wait: 0 }]);
        expect(await idsOf(tx, owner, {})).toEqual([]);
        expect(await idsOf(tx, owner, { show: "deleted" })).toEqual([gone]);
        expect(await idsOf(tx, owner, { show: "deleted", deletedSince: now + 1 })).toEqual([]);
      }));

    test("hides the instances of a deleted task everywhere", () =>
      withTask(async (tx, owner, task) => {
        const id = await store(tx, owner, task.id, [finish]);
        await store(tx, owner, task.id, [{ do: "delete", wait: 0 }]);
        await updateTask(tx, owner, { ...task, deletedAt: now });
        expect(await idsOf(tx, owner, {})).toEqual([]);
        expect(await idsOf(tx, owner, { show: "deleted" })).toEqual([]);
        expect(await findInstance(tx, owner, id)).toBeUndefined();
        expect(await countClosedOn(tx, owner, "2026-11-21")).toBe(0);
      }));

    test("a cursor that is not ours begins at the top", () =>
      withTask(async (tx, owner, task) => {
        const id = await store(tx, owner, task.id);
        const forged = [
          '["open",1e400,1,"x"]',
          '["open","due",1,"x"]',
          '["open",null,null,null]',
          '["open",1.5,1,"x"]',
          '["closed",5,1,"x"]',
          '["closed","\\u0000",1,"x"]',
          '["closed","2026-11-21",1,"\\ud800"]',
          '["closed","2026-11-21",1e19,"x"]',
          '["constructor",1,1,"x"]',
        ].map((json) => Buffer.from(json).toString("base64url"));
        for (const cursor of ["nonsense", "W10", "", ...forged]) {
          const page = await listInstances(tx, owner, { show: "all", deletedSince: 0 }, 5, cursor);
          expect(page.instances.map(({ instance }) => instance.id)).toEqual([id]);
        }
      }));
  });

  describe("for today", () => {
    test("what runs, what is planned, what was closed and which tasks are free", () =>
      withTask(async (tx, owner, task) => {
        const free = await newTask(tx, owner, "Free");
        const done = await newTask(tx, owner, "Done before");
        await store(tx, owner, done.id, [{ do: "complete", wait: 1, outcome: {} }]);
        const active = await store(tx, owner, task.id, [{ do: "start", wait: 5 }]);
        const paused = await store(tx, owner, task.id, [
          { do: "start", wait: 1 },
          { do: "pause", wait: 1 },
        ]);
        const undated = await store(tx, owner, task.id);
        const due = await store(tx, owner, task.id, [{ do: "postpone", wait: 0, dueAt: now }]);
        expect(await listRunningIds(tx, owner, 9)).toEqual([active, paused]);
        expect(await listPlannedIds(tx, owner, 9)).toEqual([due, undated]);
        expect(await listPlannedIds(tx, owner, 1)).toEqual([due]);
        expect(await countPlanned(tx, owner)).toBe(2);
        expect(await countClosedOn(tx, owner, "2026-11-21")).toBe(1);
        expect(await countClosedOn(tx, owner, "2026-11-20")).toBe(0);
        expect(await listFreeTaskIds(tx, owner, 9)).toEqual([done.id, free.id]);
        expect(await findLastActivity(tx, owner)).toBe(now + 5);
      }));

    test("nothing yet", async () => {
      const owner = await addPerson(database);
      expect(await database.read(owner, (tx) => findLastActivity(tx, owner))).toBeNull();
    });
  });

  test("the forecast card gets only what has both answers", () =>
    withTask(async (tx, owner, task) => {
      const forecast: Deed = { do: "forecast", wait: 0, forecast: { aversion: 80 } };
      const both = await store(tx, owner, task.id, [
        forecast,
        { do: "complete", wait: 1, outcome: { aversion: 35 } },
      ]);
      await store(tx, owner, task.id, [{ do: "complete", wait: 1, outcome: { aversion: 35 } }]);
      await store(tx, owner, task.id, [forecast, { do: "complete", wait: 1, outcome: {} }]);
      expect(await listPastAversion(tx, owner, task.id)).toMatchObject([
        { id: both, forecast: { aversion: 80 }, outcome: { aversion: 35 } },
      ]);
    }));
});
