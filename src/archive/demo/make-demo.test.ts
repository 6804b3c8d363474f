import fc from "fast-check";
import { v7 as newId } from "uuid";
import { describe, expect, test } from "vitest";
import { cancelCategories } from "#domain/instance/cancel-category.ts";
import { replay } from "#domain/instance/lifecycle.ts";
import { insertImported, type RowsToImport } from "#storage/imported-rows.ts";
import { findInstances } from "#storage/instance.ts";
import { listInstanceEvents } from "#storage/instance-event.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { addPerson } from "#test/support/people.ts";
import { makeDemo } from "./make-demo.ts";

const now = Date.UTC(2026, 10, 21, 11);

function make(seed: number, timeZone = "Europe/Berlin", at = now): RowsToImport {
  let made = 0;
  return makeDemo({ owner: "o", timeZone, now: at, seed, newId: () => `id-${++made}` });
}

describe("a made-up half year", () => {
  test("is about 25 tasks and 350 goes at them, with every kind of end", () => {
    const { area, task, instance, instanceEvent, note } = make(1);
    expect(task.length).toBe(26);
    expect(area.length).toBe(6);
    expect(note.length).toBe(6);
    expect(instance.length).toBeGreaterThan(300);
    expect(instance.length).toBeLessThan(420);
    const states = new Set(instance.map(({ state }) => state));
    expect([...states].sort()).toEqual([
      "active",
      "cancelled",
      "completed",
      "initialized",
      "paused",
      "planned",
    ]);
    const types = new Set(instanceEvent.map(({ type }) => type));
    for (const type of ["paused", "resumed", "postponed", "edited"]) expect(types).toContain(type);
    const categories = new Set(instance.flatMap(({ cancelCategory }) => cancelCategory ?? []));
    expect(categories.size).toBeGreaterThan(2);
    const known: readonly string[] = cancelCategories.map(({ id }) => id);
    expect([...categories].filter((category) => !known.includes(category))).toEqual([]);
    expect(instance.filter((row) => row.note !== "").length).toBeGreaterThan(20);
    expect(instance.filter((row) => row.emotionsAfter !== "{}").length).toBeGreaterThan(40);
  });

  test("fears more than it feels, but not always, and leaves much untouched", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const done = make(seed).instance.filter(({ state }) => state === "completed");
        const told = done.flatMap(({ forecastAversion: before, outcomeAversion: after }) =>
          before == null || after == null ? [] : [before - after],
        );
        const higher = told.filter((difference) => difference > 0).length / told.length;
        expect(higher).toBeGreaterThan(0.65);
        expect(higher).toBeLessThan(0.92);
        expect(told.filter((difference) => difference < 0).length).toBeGreaterThan(10);
        expect(done.length - told.length).toBeGreaterThan(10);
        expect(done.filter(({ forecastRelief }) => forecastRelief === null).length).toBeGreaterThan(50);
      }),
      { numRuns: 15 },
    );
  });

  test("is the same for the same seed and another one for another seed", () => {
    expect(make(5)).toEqual(make(5));
    expect(make(5).instance).not.toEqual(make(6).instance);
  });

  test("breaks no rule of the domain at any time and in any zone, and nothing in it is later than now", () => {
    const zone = fc.constantFrom("UTC", "Pacific/Auckland", "America/St_Johns", "Asia/Kathmandu");
    const at = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), zone, at, (seed, timeZone, end) => {
        const rows = make(seed, timeZone, end);
        for (const event of rows.instanceEvent) expect(event.at).toBeLessThanOrEqual(end);
        for (const interval of rows.workInterval) {
          expect(interval.endedAt ?? end).toBeGreaterThanOrEqual(interval.startedAt);
        }
        const created = new Map(rows.task.map((task) => [task.id, task.createdAt]));
        for (const row of rows.instance) {
          expect(row.createdAt).toBeGreaterThan(created.get(row.taskId) ?? Number.POSITIVE_INFINITY);
          expect(row.daysSinceLast ?? 0).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 15 },
    );
  });
});

eachDialect((_engine, open) => {
  test("a stored made-up half year is what replaying its log gives", async () => {
    const database = await open();
    const ann = await addPerson(database, "ann");
    const rows = makeDemo({ owner: ann.id, timeZone: ann.timeZone, now, seed: 3, newId: () => newId() });
    await database.write(ann.id, (tx) => insertImported(tx, ann.id, rows, () => {}));
    await database.read(ann.id, async (tx) => {
      const ids = rows.instance.map(({ id }) => id);
      const stored = await findInstances(tx, ann.id, ids);
      expect(stored.length).toBe(ids.length);
      for (const { instance } of stored) {
        expect(replay(await listInstanceEvents(tx, ann.id, instance.id))).toEqual(instance);
      }
    });
  });
});
