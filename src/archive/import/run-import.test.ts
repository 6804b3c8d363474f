import { v7 as newId } from "uuid";
import { describe, expect, test } from "vitest";
import type { Database } from "#storage/database.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import manifest from "#test/fixtures/predecessor/manifest.json" with { type: "json" };
import { bigExport } from "#test/support/big-export.ts";
import { addPerson } from "#test/support/people.ts";
import { runImport } from "./run-import.ts";
import { undoImport } from "./undo-import.ts";

const now = Date.UTC(2026, 10, 21, 9);
const forms = {
  "predecessor-zip": "export.zip",
  "predecessor-folder": "export",
  "predecessor-csv-mode": "csv-backend",
  "predecessor-database": "task_aversion.db",
};
const fixture = (name: string) =>
  new URL(`../../../test/fixtures/predecessor/${name}`, import.meta.url).pathname;
const zip = fixture(forms["predecessor-zip"]);

async function bring(
  database: Database,
  owner: string,
  input: Parameters<typeof runImport>[2] = zip,
  options: Partial<Parameters<typeof runImport>[3]> = {},
) {
  return runImport(database, owner, input, { dryRun: false, now, newId, ...options });
}

const tables = ["task", "instance", "instanceEvent", "workInterval", "area", "taskArea", "note"] as const;
const more = ["surveyResponse", "importedRow", "emotion"] as const;

async function countRows(database: Database, owner: string): Promise<Record<string, number>> {
  return database.read(owner, async (tx) => {
    const counts: Record<string, number> = {};
    for (const table of [...tables, ...more]) {
      const { count } = await tx
        .selectFrom(table)
        .select((select) => select.fn.countAll<number>().as("count"))
        .where("userId", "=", owner)
        .executeTakeFirstOrThrow();
      counts[table] = count;
    }
    return counts;
  });
}

const readings = [
  ["forecastMinutes", manifest.sums_predicted_all.time_estimate_minutes],
  ["forecastRelief", manifest.sums_predicted_all.expected_relief],
  ["forecastMentalEnergy", manifest.sums_predicted_all.expected_mental_energy],
  ["forecastDifficulty", manifest.sums_predicted_all.expected_difficulty],
  ["forecastPhysical", manifest.sums_predicted_all.expected_physical_load],
  ["forecastEmotional", manifest.sums_predicted_all.expected_emotional_load],
  ["forecastStress", manifest.sums_predicted_all.expected_stress],
  ["motivation", manifest.sums_predicted_all.motivation],
  ["forecastAversion", manifest.sums_predicted_all.initialization_expected_aversion],
  ["outcomeRelief", manifest.sums_actual_all.actual_relief],
  ["outcomeMentalEnergy", manifest.sums_actual_all.actual_mental_energy],
  ["outcomeDifficulty", manifest.sums_actual_all.actual_difficulty],
  ["outcomeEmotional", manifest.sums_actual_all.actual_emotional],
  ["outcomePhysical", manifest.sums_actual_all.actual_physical],
  ["outcomeStress", manifest.sums_actual_all.actual_stress],
  ["outcomeCompletion", manifest.sums_actual_all.completion_percent],
  ["outcomeMinutes", manifest.sums_actual_all.time_actual_minutes],
  ["carriedMinutes", manifest.sums_actual_all.time_spent_before_pause],
] as const;

eachDialect((_engine, open) => {
  describe.for(Object.entries(forms))("%s", ([form, name]) => {
    test("brings every task and every go in its state, with the sums of the manifest", async () => {
      const database = await open();
      const { id } = await addPerson(database, "ann");
      const report = await bring(database, id, fixture(name));
      expect(report).toMatchObject({
        form,
        dryRun: false,
        tables: { task: { new: 60, setAside: 0 }, instance: { new: 473, present: 0, setAside: 0 } },
        instances: { completed: 400, cancelled: 32, open: 41 },
      });
      expect(await countRows(database, id)).toMatchObject({
        task: 60,
        instance: 473,
        instanceEvent: 473,
        workInterval: 2,
      });
      const sums = await database.read(id, async (tx) => {
        const rows = await tx.selectFrom("instance").selectAll().where("userId", "=", id).execute();
        return readings.map(([field]) => rows.reduce((sum, row) => sum + (row[field] ?? 0), 0));
      });
      for (const [at, [field, expected]] of readings.entries())
        expect(sums[at], field).toBeCloseTo(expected, 6);
    });

    test("again, and after every other form, adds nothing", async () => {
      const database = await open();
      const { id } = await addPerson(database, "ann");
      await bring(database, id, zip);
      const before = await countRows(database, id);
      const report = await bring(database, id, fixture(name));
      for (const counts of Object.values(report.tables))
        expect(counts).toMatchObject({ new: 0, repaired: 0 });
      expect(report.tables).toMatchObject({ task: { present: 60 }, instance: { present: 473 } });
      expect(report.changedHere).toEqual([]);
      expect(await countRows(database, id)).toEqual(before);
    });

    test("taken back leaves nothing, and can be brought again", async () => {
      const database = await open();
      const { id } = await addPerson(database, "ann");
      const { importId } = await bring(database, id, fixture(name));
      const rows = await countRows(database, id);
      const undone = await undoImport(database, id, importId ?? "", now + 1);
      expect(undone).toMatchObject({ removed: { task: 60, instance: 473 }, kept: [] });
      for (const count of Object.values(await countRows(database, id))) expect(count).toBe(0);
      await bring(database, id, fixture(name));
      expect(await countRows(database, id)).toEqual(rows);
    });
  });

  test("a dry run says the same and writes nothing", async () => {
    const database = await open();
    const { id } = await addPerson(database, "ann");
    const dry = await bring(database, id, zip, { dryRun: true });
    for (const count of Object.values(await countRows(database, id))) expect(count).toBe(0);
    const real = await bring(database, id, zip);
    expect({ ...dry, dryRun: false, importId: real.importId }).toEqual(real);
  });

  test("times are read in the zone given, else the file's, else UTC, and the report names it", async () => {
    const database = await open();
    const startOf = async (name: string, options: Parameters<typeof bring>[3], input?: string) => {
      const { id } = await addPerson(database, name);
      const { timezone, timezoneSource } = await bring(database, id, input ?? zip, options);
      const { createdAt } = await database.read(id, (tx) =>
        tx
          .selectFrom("task")
          .select("createdAt")
          .where("userId", "=", id)
          .where("sourceId", "=", "t1784210948")
          .executeTakeFirstOrThrow(),
      );
      return { timezone, timezoneSource, at: new Date(createdAt).toISOString() };
    };
    const utc = "2026-07-16T14:09:00.000Z";
    expect(await startOf("a", {})).toEqual({ timezone: "UTC", timezoneSource: "file", at: utc });
    expect(await startOf("b", { timeZone: "Europe/Berlin" })).toEqual({
      timezone: "Europe/Berlin",
      timezoneSource: "given",
      at: "2026-07-16T12:09:00.000Z",
    });
    expect(await startOf("c", {}, fixture("csv-backend"))).toMatchObject({
      timezone: "UTC",
      timezoneSource: "assumed",
    });
    await expect(startOf("d", { timeZone: "Middle/Earth" })).rejects.toThrow("invalid-request");
  });

  test("what was changed or deleted here stays as it is, and is listed", async () => {
    const database = await open();
    const { id } = await addPerson(database, "ann");
    await bring(database, id);
    const [changed, deleted] = await database.write(id, async (tx) => {
      const tasks = await tx.selectFrom("task").select("id").where("userId", "=", id).orderBy("id").execute();
      const [one, other] = tasks.map((task) => task.id);
      if (!one || !other) throw new Error("There are no tasks.");
      const set = (taskId: string, fields: object) =>
        tx.updateTable("task").set(fields).where("userId", "=", id).where("id", "=", taskId).execute();
      await set(one, { name: "My own name", updatedAt: now + 5 });
      await set(other, { deletedAt: now + 5, updatedAt: now + 5 });
      return [one, other];
    });
    const again = await bring(database, id);
    expect(again.tables["task"]).toMatchObject({ new: 0, present: 60 });
    expect(again.changedHere.map((row) => [row.table, row.id])).toEqual(
      expect.arrayContaining([
        ["task", changed],
        ["task", deleted],
      ]),
    );
    expect(again.changedHere.find((row) => row.id === changed)?.name).toBe("My own name");
    expect(again.notices).toEqual(
      expect.arrayContaining([
        { code: "changed-here", count: 1 },
        { code: "deleted-here", count: 1 },
      ]),
    );
    const rows = await database.read(id, (tx) =>
      tx
        .selectFrom("task")
        .select(["name", "deletedAt"])
        .where("id", "in", [changed, deleted])
        .orderBy("id")
        .execute(),
    );
    expect(rows).toEqual([
      { name: "My own name", deletedAt: null },
      { name: expect.any(String), deletedAt: now + 5 },
    ]);
  });

  test("taking back keeps what was changed here and what that needs, and lists it", async () => {
    const database = await open();
    const { id } = await addPerson(database, "ann");
    const { importId } = await bring(database, id);
    const instance = await database.write(id, async (tx) => {
      const row = await tx
        .selectFrom("instance")
        .selectAll()
        .where("userId", "=", id)
        .where("emotionsBefore", "<>", "{}")
        .orderBy("id")
        .executeTakeFirstOrThrow();
      await tx
        .updateTable("instance")
        .set({ note: "Mine", updatedAt: now + 5 })
        .where("userId", "=", id)
        .where("id", "=", row.id)
        .execute();
      return row;
    });
    const { removed, kept } = await undoImport(database, id, importId ?? "", now + 9);
    expect(removed).toMatchObject({ instance: 472, task: 59 });
    expect(kept.filter(({ table }) => table === "instance").map((row) => row.id)).toEqual([instance.id]);
    expect(kept.filter(({ table }) => table === "task").map((row) => row.id)).toEqual([instance.taskId]);
    const emotions: object = JSON.parse(instance.emotionsBefore);
    expect(kept.map((row) => row.id)).toEqual(expect.arrayContaining(Object.keys(emotions)));
    const again = await bring(database, id);
    expect(again.tables).toMatchObject({ task: { new: 59, present: 1 }, instance: { new: 472, present: 1 } });
    expect((await countRows(database, id))["instance"]).toBe(473);
  });

  test("two people who bring the same file do not touch each other", async () => {
    const database = await open();
    const [ann, bo] = [await addPerson(database, "ann"), await addPerson(database, "bo")];
    const first = await bring(database, ann.id);
    expect((await bring(database, bo.id)).tables["instance"]).toMatchObject({ new: 473, present: 0 });
    await expect(undoImport(database, bo.id, first.importId ?? "", now)).rejects.toThrow("not-found");
    await undoImport(database, ann.id, first.importId ?? "", now);
    expect(await countRows(database, bo.id)).toMatchObject({ task: 60, instance: 473 });
  });

  test("rows that name another owner become one's own", async () => {
    const database = await open();
    const { id } = await addPerson(database, "ann");
    const files = bigExport(30).map(({ name, bytes }) => ({
      name,
      bytes: Buffer.from(
        Buffer.from(bytes)
          .toString()
          .replaceAll(/,1(?=\r?\n|$)/g, ",77"),
      ),
    }));
    const { tables: counts } = await bring(database, id, files);
    expect(counts).toMatchObject({ task: { new: 60 }, instance: { new: 30 } });
    expect(await countRows(database, id)).toMatchObject({ task: 60, instance: 30 });
  });

  test("a failure in the middle leaves nothing behind", async () => {
    const database = await open();
    const { id } = await addPerson(database, "ann");
    const before = await countRows(database, id);
    const failing = bring(database, id, zip, {
      onProgress({ stage, part }) {
        if (stage === "writing" && part > 0.7) throw new Error("The power is gone.");
      },
    });
    await expect(failing).rejects.toThrow("The power is gone.");
    expect(await countRows(database, id)).toEqual(before);
    expect((await bring(database, id)).tables["task"]).toMatchObject({ new: 60 });
  });

  test("more than ten thousand instances are no more trouble than ten", { timeout: 60_000 }, async () => {
    const database = await open();
    const { id } = await addPerson(database, "ann");
    const parts: number[] = [];
    const report = await bring(database, id, bigExport(12_000), {
      onProgress: ({ part }) => parts.push(part),
    });
    expect(report.tables["instance"]).toMatchObject({ new: 12_000 });
    expect((await countRows(database, id))["instance"]).toBe(12_000);
    expect(parts).toEqual([...parts].sort((a, b) => a - b));
    expect(parts.at(-1)).toBeLessThanOrEqual(1);
  });
});
