import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { v7 as newId } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "#domain/account/person.ts";
import { defaultPairs } from "#domain/emotion/emotion-pair.ts";
import type { Database } from "#storage/database.ts";
import { insertEmotions } from "#storage/emotion.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { ownRows } from "#test/support/own-rows.ts";
import { addPerson, testClock } from "#test/support/people.ts";
import { live } from "../../../test/upgrade/release-life.ts";
import { undoImport } from "../import/undo-import.ts";
import { writeArchive } from "../portable/write-archive.ts";
import { restoreArchive } from "./restore-archive.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-lose-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What befalls the row at a place (0–1) of a table: it is gone, or somebody changed it. */
const fate = fc.record({
  table: fc.constantFrom("instance", "task", "area", "taskArea", "instanceEvent"),
  at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  change: fc.boolean(),
});
type Fate = typeof fate extends fc.Arbitrary<infer T> ? T : never;

const laterOn = Date.UTC(2027, 5, 1);

async function befall(database: Database, { id }: Person, fates: readonly Fate[]): Promise<void> {
  await database.write(id, async (tx) => {
    for (const { table, at, change } of fates) {
      // These tables have an owner and a time or a key to be sorted by; the query builder knows no unions of tables.
      const rows: Record<string, unknown>[] = await tx
        .selectFrom(table as "instance")
        .selectAll()
        .where("userId", "=", id)
        .execute();
      const row = rows[Math.floor(at * rows.length)];
      if (!row) continue;
      const keys =
        table === "taskArea"
          ? ["taskId", "areaId"]
          : table === "instanceEvent"
            ? ["instanceId", "seq"]
            : ["id"];
      const changes = change && keys.length === 1;
      let query = changes
        ? tx
            .updateTable(table as "task")
            .set({ description: "changed here", updatedAt: laterOn })
            .where("userId", "=", id)
        : undefined;
      let gone = tx.deleteFrom(table as "task").where("userId", "=", id);
      for (const key of keys) {
        query = query?.where(key as "id", "=", row[key] as string);
        gone = gone.where(key as "id", "=", row[key] as string);
      }
      await (query ?? gone).execute();
    }
  });
}

const allOf = (rows: Record<string, string[]>) =>
  new Set(Object.entries(rows).flatMap(([table, all]) => all.map((row) => `${table} ${row}`)));

const without = (rows: ReadonlySet<string>, others: ReadonlySet<string>) =>
  new Set([...rows].filter((row) => !others.has(row)));

eachDialect((engine, open) => {
  test("whatever is lost or changed: nothing here is touched, all that is missing comes, the undo leaves no trace", async () => {
    const database = await open();
    const ann = await addPerson(database, "ann");
    await database.write(ann.id, (tx) => insertEmotions(tx, ann.id, defaultPairs, 1));
    await live(database, ann, testClock());
    const path = join(folder, `${engine}.ndjson.gz`);
    await writeArchive(database, path, { owner: ann.id, now: Date.now() });
    const whole = allOf(await ownRows(database, ann));
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 8 }), async (fates) => {
        const bo = await addPerson(database, `bo${++number}`);
        const bring = async (now: number) => {
          const importId = newId();
          const options = { dryRun: false, importId, now, scratchFolder: folder, installations: false };
          return { importId, report: await restoreArchive(database, bo.id, path, options) };
        };
        await bring(Date.UTC(2027, 0, 1));
        expect(allOf(await ownRows(database, bo))).toEqual(whole);
        await befall(database, bo, fates);
        const before = allOf(await ownRows(database, bo));
        const { importId } = await bring(Date.UTC(2027, 6, 1));
        const after = allOf(await ownRows(database, bo));
        expect(without(before, after)).toEqual(new Set());
        const missing = without(whole, after);
        const fromArchive = without(after, before);
        // What came is what the archive has; what did not come was changed here, or is part of what was.
        expect(without(fromArchive, whole)).toEqual(new Set());
        if (!fates.some(({ change }) => change)) expect(missing).toEqual(new Set());
        const again = await bring(Date.UTC(2027, 7, 1));
        expect(Object.values(again.report.tables).every((table) => table.new === 0)).toBe(true);
        const undone = await undoImport(database, bo.id, importId, Date.UTC(2027, 8, 1));
        expect(undone.kept).toEqual([]);
        expect(allOf(await ownRows(database, bo))).toEqual(before);
      }),
      { numRuns: 12 },
    );
    expect(allOf(await ownRows(database, ann))).toEqual(whole);
  }, 120_000);
});
