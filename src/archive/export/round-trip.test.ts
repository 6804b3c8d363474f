import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as newId } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultPairs } from "#domain/emotion/emotion-pair.ts";
import type { Database } from "#storage/database.ts";
import { insertEmotions } from "#storage/emotion.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { addPerson } from "#test/support/people.ts";
import { csvRows } from "#test/support/predecessor-rows.ts";
import { allRows } from "#test/support/all-rows.ts";
import { runImport } from "../import/run-import.ts";
import { sourceTableNames } from "../predecessor/read/source-tables.ts";
import { exportTo } from "./export-to.ts";

const now = Date.UTC(2026, 10, 21, 9);
const fixtures = new URL("../../../test/fixtures/predecessor/", import.meta.url).pathname;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-export-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const keys: Record<string, string[]> = {
  tasks: ["task_id"],
  task_instances: ["instance_id"],
  emotions: ["emotion"],
  jobs: ["job_id"],
  job_task_mapping: ["job_id", "task_id"],
  notes: ["note_id"],
  survey_responses: ["response_id"],
  popup_triggers: ["id"],
  popup_responses: ["id"],
  user_preferences: ["user_id"],
};

/** Numbers as numbers, times as instants, JSON as values, the rest as text. */
function meaning(cell: string): unknown {
  if (/^\{|^\[(?!\d{4}-)/.test(cell)) return JSON.parse(cell);
  if (/^-?\d+(\.\d+)?$/.test(cell)) return Number(cell);
  if (/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?$/.test(cell)) return new Date(cell).getTime();
  return cell;
}

/** A file's header, and its rows by their key, each cell as what it means. */
async function contentOf(path: string, table: string) {
  const { header, rows } = await csvRows(path);
  const byKey = rows.map((row): [string, Record<string, unknown>] => [
    (keys[table] ?? []).map((column) => row[column]).join("/"),
    Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, meaning(cell)])),
  ]);
  return { header, rows: new Map(byKey.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

async function newcomer(database: Database, name: string): Promise<string> {
  const { id } = await addPerson(database, name);
  await database.write(id, (tx) => insertEmotions(tx, id, defaultPairs, 0));
  return id;
}

eachDialect((engine, open) => {
  const place = (name: string) => join(folder, `${engine}-${name}`);

  test("the predecessor's export comes out as it went in", async () => {
    const database = await open();
    const owner = await newcomer(database, "ann");
    await runImport(database, owner, join(fixtures, "export.zip"), { dryRun: false, now, newId });
    const out = place("same");
    await exportTo(database, owner, "csv", out, now);
    expect((await readdir(out)).sort()).toEqual(sourceTableNames.map((name) => `${name}.csv`).sort());
    for (const table of sourceTableNames) {
      const exported = await contentOf(join(out, `${table}.csv`), table);
      expect(exported).toEqual(await contentOf(join(fixtures, `export/${table}.csv`), table));
      expect((await stat(join(out, `${table}.csv`))).mode & 0o777).toBe(0o600);
    }
  });

  test("and brought to somebody else gives them the same data", async () => {
    const database = await open();
    const ann = await newcomer(database, "ann");
    const bo = await newcomer(database, "bo");
    await runImport(database, ann, join(fixtures, "export.zip"), { dryRun: false, now, newId });
    const out = place("again.zip");
    await exportTo(database, ann, "csv", out, now);
    const report = await runImport(database, bo, out, { dryRun: false, now, newId });
    expect(report.instances).toEqual({ completed: 400, cancelled: 32, open: 41 });
    expect(await allRows(database, bo)).toEqual(await allRows(database, ann));
  });
});
