import { beforeAll, describe, expect, test } from "vitest";
import { defaultPairs } from "#domain/emotion/emotion-pair.ts";
import type { InstanceTable, TaskTable } from "#storage/schema.ts";
import { mapRows } from "#test/support/predecessor-rows.ts";
import { openSource } from "../read/open-source.ts";
import type { MappedInstance, MappedSource } from "./mapped.ts";
import { unmapTask } from "./task-mapping.ts";
import { type ExportCells, unmapContext } from "./unmap-context.ts";
import { unmapInstance } from "./unmap-instance.ts";

const zip = new URL("../../../../test/fixtures/predecessor/export.zip", import.meta.url).pathname;
let mapped: MappedSource;

beforeAll(async () => {
  mapped = mapRows((await openSource(zip)).rows).mapped;
});

function exported(
  instance: MappedInstance,
  edit: Partial<InstanceTable> = {},
  taskEdit: Partial<TaskTable> = {},
) {
  const emotions = mapped.emotions.map(({ row }) => ({ ...row, kind: "custom" as const }));
  const context = unmapContext({ timeZone: "UTC", userId: "1", emotions: [...defaultPairs, ...emotions] });
  const task = mapped.tasks.find(({ row }) => row.id === instance.row.taskId);
  const row = { ...instance.row, ...edit };
  const { sourceId, name } = { sourceId: task?.sourceId ?? "", name: task?.row.name ?? "", ...taskEdit };
  return unmapInstance(
    { row, task: { sourceId: sourceId ?? "", name }, intervals: instance.intervals },
    context,
  );
}

/** What differs: columns, and keys of the two JSON columns. */
function changes(before: ExportCells, after: ExportCells): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const [column, cell] of Object.entries(after)) {
    if (cell === before[column]) continue;
    if (column !== "predicted" && column !== "actual") changed[column] = cell;
    else {
      const now: Record<string, unknown> = JSON.parse(cell);
      const then: Record<string, unknown> = JSON.parse(before[column] ?? "{}");
      for (const key of new Set([...Object.keys(now), ...Object.keys(then)])) {
        if (JSON.stringify(now[key]) !== JSON.stringify(then[key])) changed[`${column}.${key}`] = now[key];
      }
    }
  }
  return changed;
}

describe("an edited answer is exported wherever the predecessor keeps it", () => {
  const first = () => {
    const found = mapped.instances.find(({ sourceId }) => sourceId === "i1781796744");
    if (found === undefined) throw new Error("The fixture has changed.");
    return found;
  };
  const edits: [string, Partial<InstanceTable>, Record<string, unknown>][] = [
    [
      "relief",
      { outcomeRelief: 90 },
      {
        "actual.actual_relief": 90,
        relief_score: "90.0",
        net_relief: "56.0",
        serendipity_factor: "56.0",
      },
    ],
    [
      "expected relief",
      { forecastRelief: 40 },
      { "predicted.expected_relief": 40, net_relief: "-6.0", disappointment_factor: "6.0" },
    ],
    [
      "aversion before",
      { forecastAversion: 61 },
      {
        "predicted.expected_aversion": 61,
        "predicted.initial_aversion": 61,
        "predicted.initialization_expected_aversion": 61,
      },
    ],
    ["aversion after", { outcomeAversion: 7 }, { "predicted.expected_aversion": 7 }],
    ["minutes", { outcomeMinutes: 33 }, { "actual.time_actual_minutes": 33, duration_minutes: "33.0" }],
    [
      "mental energy",
      { outcomeMentalEnergy: 50 },
      { "actual.actual_mental_energy": 50, "actual.actual_cognitive": 35.5, mental_energy_needed: "50.0" },
    ],
    [
      "expected difficulty",
      { forecastDifficulty: 70 },
      { "predicted.expected_difficulty": 70, "predicted.expected_cognitive_load": 37.5 },
    ],
    [
      "emotional load",
      { outcomeEmotional: 3 },
      { "actual.actual_emotional": 3, emotional_load: "3.0", net_emotional: "-9.0" },
    ],
    ["the note", { note: "Less than I thought" }, { "actual.completion_notes": "Less than I thought" }],
    ["the place", { place: "Garden" }, { "predicted.physical_context": "Garden" }],
    [
      "the estimate",
      { forecastMinutes: 44_000 },
      {
        "predicted.time_estimate_minutes": 44_000,
        procrastination_score: "0.1",
        proactive_score: "9.499",
      },
    ],
    ["due", { dueAt: Date.UTC(2026, 6, 1, 9, 30) }, { due_at: "2026-07-01 09:30" }],
  ];

  test.each(edits)("%s", (_what, edit, expected) => {
    expect(changes(exported(first()), exported(first(), edit))).toEqual(expected);
  });

  test("and an emotion under its own name, leaving the others as they were spelt", () => {
    const instance = mapped.instances.find(({ row }) => {
      const values: Record<string, number> = JSON.parse(row.emotionsAfter);
      return "calm-anxious" in values && Object.keys(values).length > 1;
    });
    if (instance === undefined) throw new Error("The fixture has changed.");
    const values: Record<string, number> = JSON.parse(instance.row.emotionsAfter);
    const other = Object.keys(values).find((id) => id !== "calm-anxious") ?? "";
    const before = exported(instance);
    const then: { emotion_values: Record<string, number> } = JSON.parse(before.actual ?? "");
    const after = exported(instance, { emotionsAfter: JSON.stringify({ ...values, [other]: 99 }) });
    const now: { emotion_values: Record<string, number> } = JSON.parse(after.actual ?? "");
    expect(now.emotion_values.Calm).toBe(then.emotion_values.Calm);
    const anxious = exported(instance, { emotionsAfter: JSON.stringify({ "calm-anxious": -30 }) });
    expect(JSON.parse(anxious.actual ?? "")).toMatchObject({ emotion_values: { anxious: 30 } });
  });

  test("a new name of the task on the task and on what was done", () => {
    expect(changes(exported(first()), exported(first(), {}, { name: "Wash & dry" }))).toEqual({
      task_name: "Wash &amp; dry",
    });
    const task = mapped.tasks.find(({ sourceId }) => sourceId === "t1781726474");
    if (task === undefined) throw new Error("The fixture has changed.");
    const context = unmapContext({ timeZone: "UTC", userId: "1", emotions: [] });
    const before = unmapTask(task.row, context) ?? {};
    const edit = {
      name: "Fix <it>",
      taskType: "play",
      estimateMinutes: null,
      version: 2,
      recurrence: "recurring",
    };
    expect(changes(before, unmapTask({ ...task.row, ...edit }, context) ?? {})).toEqual({
      name: "Fix &lt;it&gt;",
      task_type: "Play",
      default_estimate_minutes: "0",
      version: "2",
      type: "recurring",
      is_recurring: "True",
    });
  });

  test("a cancelled one's category and reason", () => {
    const cancelled = mapped.instances.find(({ row }) => row.cancelCategory === "deferred");
    if (cancelled === undefined) throw new Error("The fixture has changed.");
    const edit = { cancelCategory: "could-not", cancelReason: "No keys" };
    expect(changes(exported(cancelled), exported(cancelled, edit))).toEqual({
      "actual.cancellation_category": "failed_to_complete",
      "actual.reason_for_canceling": "No keys",
    });
  });

  test("and where it was changed back, everything is as it came", () => {
    expect(exported(first(), { outcomeRelief: first().row.outcomeRelief })).toEqual(exported(first()));
  });
});

test("finishing a paused one here drops what only a paused one has", () => {
  const paused = mapped.instances.find(({ row }) => row.state === "paused");
  if (paused === undefined) throw new Error("The fixture has changed.");
  const at = Date.UTC(2026, 10, 22, 9);
  const cells = exported(paused, {
    state: "completed",
    completedAt: at,
    firstStartedAt: at - 600_000,
    outcomeMinutes: 12,
    outcomeRelief: 80,
  });
  expect(cells).toMatchObject({
    status: "completed",
    is_completed: "True",
    completed_at: "2026-11-22 09:00",
  });
  expect(JSON.parse(cells.actual ?? "")).toEqual({
    actual_relief: 80,
    time_actual_minutes: 12,
    completion_notes: "",
    emotion_values: {},
  });
});

test("times are written in the zone that is asked for, to the same instant", () => {
  const [instance] = mapped.instances;
  if (instance === undefined) throw new Error("The fixture has changed.");
  const context = unmapContext({ timeZone: "Asia/Kolkata", userId: "1", emotions: [] });
  const cells = unmapInstance({ ...instance, task: { sourceId: "t", name: "" } }, context);
  expect(cells.created_at).toBe("2026-06-18 21:02");
});
