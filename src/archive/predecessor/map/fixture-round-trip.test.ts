import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { csvRows, exportRows, mapRows } from "#test/support/predecessor-rows.ts";
import { openSource } from "../read/open-source.ts";
import { sourceTableNames } from "../read/source-tables.ts";
import { exportHeader } from "./columns.ts";
import type { MappedSource } from "./mapped.ts";
import type { ExportCells } from "./unmap-context.ts";

const folder = new URL("../../../../test/fixtures/predecessor/", import.meta.url).pathname;

/** Numbers as numbers, times as instants, JSON as values, the rest as text. */
function meaning(cell: string): unknown {
  if (/^\{|^\[(?!\d{4}-)/.test(cell)) return JSON.parse(cell);
  if (/^-?\d+(\.\d+)?$/.test(cell)) return Number(cell);
  if (/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?$/.test(cell)) return new Date(cell).getTime();
  return cell;
}

function meanings(rows: readonly ExportCells[], key: string) {
  return new Map(
    rows.map((row) => [
      key
        .split("/")
        .map((column) => row[column])
        .join("/"),
      Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, meaning(cell)])),
    ]),
  );
}

const keys = {
  tasks: "task_id",
  task_instances: "instance_id",
  emotions: "emotion",
  jobs: "job_id",
  job_task_mapping: "job_id/task_id",
  notes: "note_id",
  survey_responses: "response_id",
  popup_triggers: "id",
  popup_responses: "id",
  user_preferences: "user_id",
};

describe("the predecessor's export", () => {
  let mapped: MappedSource;
  let exported: ReturnType<typeof exportRows>;

  beforeAll(async () => {
    const source = await openSource(`${folder}export.zip`);
    mapped = mapRows(source.rows).mapped;
    exported = exportRows(mapped);
  });

  test.each(sourceTableNames)("%s come back as they were", async (table) => {
    const original = await csvRows(`${folder}export/${table}.csv`);
    expect(exportHeader(table, exported[table])).toEqual(original.header);
    expect(meanings(exported[table], keys[table])).toEqual(meanings(original.rows, keys[table]));
    // Nearly everywhere even letter by letter: only how JSON numbers are written may differ.
    const differing = exported[table].flatMap((row, at) =>
      Object.keys(row).filter(
        (column) => row[column] !== original.rows[at]?.[column] && !/^[[{]/.test(row[column] ?? ""),
      ),
    );
    expect(table === "emotions" ? [] : differing).toEqual([]);
  });

  test("holds 400 finished, 32 cancelled and 41 open instances", async () => {
    const count = (...states: string[]) =>
      mapped.instances.filter(({ row }) => states.includes(row.state)).length;
    expect([
      count("completed"),
      count("cancelled"),
      count("planned", "initialized", "active", "paused"),
    ]).toEqual([400, 32, 41]);
    expect([count("planned"), count("active"), count("paused")]).toEqual([4, 2, 6]);
    const outcomes = mapped.instances.filter(({ row }) => row.outcomeAversion !== null);
    expect(outcomes).toHaveLength(115);
    const manifest: { sums_actual_all: Record<string, number> } = JSON.parse(
      await readFile(`${folder}manifest.json`, "utf8"),
    );
    const sum = mapped.instances.reduce((total, { row }) => total + (row.outcomeRelief ?? 0), 0);
    expect(sum).toBe(manifest.sums_actual_all["actual_relief"]);
  });

  test("needs no repair", () => {
    expect(mapped.repairs).toEqual([]);
  });

  test("is exported from our own columns: without what was kept, every answer is still there", () => {
    const bare = {
      ...mapped,
      instances: mapped.instances.map((instance) => ({ ...instance, row: { ...instance.row, extra: "{}" } })),
    };
    const rows = exportRows(bare).task_instances;
    const lost = new Set<string>();
    for (const [at, row] of rows.entries()) {
      const original = exported.task_instances[at];
      for (const part of ["predicted", "actual"] as const) {
        const now: Record<string, unknown> = JSON.parse(row[part] ?? "{}");
        const then: Record<string, unknown> = JSON.parse(original?.[part] ?? "{}");
        for (const key of Object.keys(then)) {
          if (JSON.stringify(now[key]) !== JSON.stringify(then[key])) lost.add(`${part}.${key}`);
        }
      }
      for (const column of Object.keys(row)) if (row[column] !== original?.[column]) lost.add(column);
    }
    expect([...lost].filter((name) => name !== "predicted" && name !== "actual").sort()).toEqual(
      [
        "actual.actual_cognitive",
        "actual.completion_form_duration_seconds",
        "actual.completion_sliders_adjusted_count",
        "actual.emotion_values",
        "actual.pause_reason",
        "actual.postpone_history",
        "actual.postpone_reason",
        "delay_minutes",
        "net_emotional",
        "predicted.emotion_values",
        "predicted.emotions",
        "predicted.init_form_duration_seconds",
        "predicted.init_sliders_adjusted_count",
        "predicted.initial_aversion",
        "proactive_score",
        "procrastination_score",
        "status",
      ].sort(),
    );
  });
});

test.each(["csv-backend", "task_aversion.db"])("%s gives the same rows", async (form) => {
  const source = await openSource(`${folder}${form}`);
  const zip = await openSource(`${folder}export.zip`);
  const { mapped } = mapRows(source.rows);
  const exported = exportRows(mapped);
  expect(exported.tasks).toHaveLength(60);
  expect(exported.task_instances).toHaveLength(473);
  const key = (rows: readonly { sourceId: string }[]) => rows.map(({ sourceId }) => sourceId).sort();
  const other = mapRows(zip.rows).mapped;
  expect(key(mapped.instances)).toEqual(key(other.instances));
  expect(key(mapped.tasks)).toEqual(key(other.tasks));
  expect(key(mapped.emotions)).toEqual(key(other.emotions));
  const feelings = ({ instances }: MappedSource) =>
    new Map(instances.map(({ row }) => [row.sourceId, [row.forecastAversion, row.outcomeRelief, row.note]]));
  expect(feelings(mapped)).toEqual(feelings(other));
});
