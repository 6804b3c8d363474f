import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { forecastAndOutcomeAversion } from "./aversion.ts";
import { deriveLifecycle } from "./lifecycle.ts";
import { openSource } from "./open-source.ts";
import { prefilledActuals } from "./prefilled-actuals.ts";
import { detectScaleDrift } from "./scale-drift.ts";
import { SourceClock } from "./source-instant.ts";
import type { SourceInstance } from "./source-rows.ts";
import { type SourceTableName, sourceTableNames } from "./source-tables.ts";

interface Manifest {
  rows: Record<string, number>;
  instances: Record<string, number> & { completed_per_month: Record<string, number> };
  sums_completed: Record<string, number>;
  non_null_completed: Record<string, number>;
  sums_predicted_all: Record<string, number>;
  sums_actual_all: Record<string, number>;
  sum_emotion_values: { predicted: number; actual: number };
  text: Record<string, number>;
}

const folder = "test/fixtures/predecessor";
// The file is the one committed beside this test.
const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, "utf8")) as Manifest;

const derived = [
  "net_relief",
  "net_emotional",
  "behavioral_deviation",
  "serendipity_factor",
  "disappointment_factor",
];
const forms: { form: string; path: string; lacksTables: SourceTableName[]; lacksColumns: string[] }[] = [
  { form: "predecessor-zip", path: "export.zip", lacksTables: [], lacksColumns: [] },
  { form: "predecessor-folder", path: "export", lacksTables: [], lacksColumns: [] },
  {
    form: "predecessor-database",
    path: "task_aversion.db",
    lacksTables: ["survey_responses", "user_preferences"],
    lacksColumns: [],
  },
  {
    form: "predecessor-csv-mode",
    path: "csv-backend",
    lacksTables: [
      "jobs",
      "job_task_mapping",
      "notes",
      "popup_triggers",
      "popup_responses",
      "survey_responses",
      "user_preferences",
    ],
    lacksColumns: derived,
  },
];

const sum = (values: (number | null | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

const camel = (column: string): string =>
  column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

describe.each(forms)("the fixture as $form", ({ form, path, lacksTables, lacksColumns }) => {
  const opened = openSource(`${folder}/${path}`);
  const instances = async (): Promise<readonly SourceInstance[]> => (await opened).rows.task_instances;
  const completed = async (): Promise<SourceInstance[]> =>
    (await instances()).filter((row) => deriveLifecycle(row) === "completed");

  test("is recognised and needs no repair", async () => {
    const source = await opened;
    expect(source.form).toBe(form);
    expect(source.repaired).toEqual([]);
    expect(source.setAside).toEqual([]);
    expect(source.unknownColumns).toEqual({});
    expect(source.users.map((user) => user.id)).toEqual(["1"]);
  });

  test("has every row of the tables it holds", async () => {
    const { rows } = await opened;
    const expected = Object.entries(manifest.rows)
      .filter(([table]) => table !== "users")
      .map(([table, count]) => [table, lacksTables.some((lacking) => lacking === table) ? 0 : count]);
    const found = Object.fromEntries(sourceTableNames.map((table) => [table, rows[table].length]));
    expect(found).toEqual(Object.fromEntries(expected));
  });

  test("has 400 completed, 32 cancelled and 41 open instances", async () => {
    const counts: Record<string, number> = {};
    for (const row of await instances()) {
      const state = deriveLifecycle(row);
      counts[state] = (counts[state] ?? 0) + 1;
    }
    expect(counts).toEqual({
      completed: manifest.instances.completed,
      cancelled: manifest.instances.cancelled,
      draft: manifest.instances.draft,
      active: manifest.instances.running,
      paused: manifest.instances.paused,
      initialized: 29,
    });
    expect((await instances()).filter((row) => row.dueAt !== null)).toHaveLength(108);
    expect((await instances()).filter((row) => row.actualValues.postponements.length > 0)).toHaveLength(4);
  });

  test("has the manifest's sums of every column it holds", async () => {
    const rows = await completed();
    for (const [column, expected] of Object.entries(manifest.sums_completed)) {
      if (lacksColumns.includes(column)) continue;
      const values = rows.map(
        (row) => Object.entries({ ...row.columns }).find(([key]) => key === camel(column))?.[1],
      );
      expect(sum(values), column).toBeCloseTo(expected, 2);
      expect(values.filter((value) => value != null).length, column).toBe(
        manifest.non_null_completed[column],
      );
    }
  });

  test("has the manifest's sums of every JSON key", async () => {
    const rows = await instances();
    for (const [key, expected] of Object.entries(manifest.sums_predicted_all)) {
      expect(sum(rows.map((row) => Number(row.predicted?.[key] ?? 0))), key).toBeCloseTo(expected, 3);
    }
    for (const [key, expected] of Object.entries(manifest.sums_actual_all)) {
      expect(sum(rows.map((row) => Number(row.actual?.[key] ?? 0))), key).toBeCloseTo(expected, 3);
    }
    const emotions = (side: "predictedValues" | "actualValues"): number =>
      sum(rows.flatMap((row) => [...row[side].emotions.values.values()]));
    expect(emotions("predictedValues")).toBe(manifest.sum_emotion_values.predicted);
    expect(emotions("actualValues")).toBe(manifest.sum_emotion_values.actual);
    expect(rows.filter((row) => row.actualValues.completionNotes !== null)).toHaveLength(221);
    expect(rows.filter((row) => row.predictedValues.description !== null)).toHaveLength(
      manifest.text.descriptions_non_empty ?? 0,
    );
  });

  test("has completions in the manifest's months", async () => {
    const clock = new SourceClock("UTC");
    const months: Record<string, number> = {};
    for (const { completedAt } of await completed()) {
      const month =
        completedAt === null ? "" : clock.format(clock.toInstant(completedAt).instant, "day").slice(0, 7);
      months[month] = (months[month] ?? 0) + 1;
    }
    expect(months).toEqual(manifest.instances.completed_per_month);
  });

  test("has 115 outcome aversions, no pre-filled outcome and no drift of scale", async () => {
    const readings = (await completed()).map((row) =>
      forecastAndOutcomeAversion(row.predictedValues, "completed"),
    );
    expect(readings.filter((reading) => reading.outcome !== null)).toHaveLength(115);
    expect(readings.filter((reading) => reading.outcomeProvenance === "defaulted")).toHaveLength(285);
    expect((await completed()).filter((row) => prefilledActuals(row) === "defaulted")).toEqual([]);
    expect(detectScaleDrift(await instances(), new SourceClock("UTC"))).toEqual([]);
  });

  test("has texts unescaped once", async () => {
    const names = (await opened).rows.tasks.map((task) => task.name);
    expect(names).toContain("Vacuum & mop");
    expect((await opened).rows.tasks.find((task) => task.name === "Vacuum & mop")?.raw.name).toBe(
      "Vacuum &amp; mop",
    );
  });
});

test("all four forms tell the same of every instance, to the minute", async () => {
  const view = (row: SourceInstance): unknown => ({
    id: row.id,
    taskName: row.taskName,
    predicted: row.predicted,
    actual: row.actual,
    completedAt: row.completedAt?.text.slice(0, 16),
    isCompleted: row.isCompleted,
    reliefScore: row.columns.reliefScore,
    status: row.status,
  });
  const [first, ...others] = await Promise.all(
    forms.map(async ({ path }) => {
      const { rows } = await openSource(`${folder}/${path}`);
      return rows.task_instances.map(view).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    }),
  );
  for (const other of others) expect(other).toEqual(first);
});
