import { v7 as newId } from "uuid";
import { expect, test } from "vitest";
import type { Database } from "#storage/database.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
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

eachDialect((_engine, open) => {
  test.for(Object.entries(forms))(
    "brings %s: every task, every go, in the right state",
    async ([form, name]) => {
      const database = await open();
      const { id } = await addPerson(database, "ann");
      const report = await bring(database, id, fixture(name));
      expect(report).toMatchObject({
        form,
        dryRun: false,
        tables: {
          task: { new: 60, present: 0, setAside: 0 },
          instance: { new: 473, present: 0, setAside: 0 },
        },
        instances: { completed: 400, cancelled: 32, open: 41 },
      });
      const counts = await countRows(database, id);
      expect(counts).toMatchObject({ task: 60, instance: 473, instanceEvent: 473 });
      const undone = await undoImport(database, id, report.importId ?? "", now + 1);
      expect(undone.kept).toEqual([]);
      for (const count of Object.values(await countRows(database, id))) expect(count).toBe(0);
    },
  );
});
