import { actualValues } from "./actual-values.ts";
import { Cells } from "./cells.ts";
import { asObject } from "./json-values.ts";
import { predictedValues } from "./predicted-values.ts";
import type { ReportCollector } from "./report-collector.ts";
import type { SourceInstance, SourceInstanceColumns, SourceObject } from "./source-rows.ts";
import type { RawRow } from "./table-reader.ts";

export function readInstance(row: RawRow, report: ReportCollector): SourceInstance {
  const cells = new Cells("task_instances", row, report);
  const predicted = objectOf(cells, "predicted");
  const actual = objectOf(cells, "actual");
  const columns = columnsOf(cells);
  return {
    line: row.line,
    userId: cells.plain("user_id"),
    raw: row.raw,
    id: row.id,
    taskId: cells.plain("task_id"),
    taskName: cells.name("task_name"),
    taskVersion: cells.number("task_version"),
    createdAt: cells.time("created_at", "source-zone"),
    initializedAt: cells.time("initialized_at", "source-zone"),
    startedAt: cells.time("started_at", "source-zone"),
    completedAt: cells.time("completed_at", "source-zone"),
    cancelledAt: cells.time("cancelled_at", "source-zone"),
    dueAt: cells.time("due_at", "source-zone"),
    predicted,
    actual,
    predictedValues: predictedValues(predicted),
    actualValues: actualValues(actual, columns),
    columns,
    isCompleted: cells.boolean("is_completed"),
    isDeleted: cells.boolean("is_deleted"),
    status: cells.plain("status"),
    skillsImproved: cells.text("skills_improved"),
  };
}

function objectOf(cells: Cells, column: string): SourceObject | null {
  const value = cells.json(column);
  if (value === null) return null;
  const object = asObject(value);
  if (object === null) cells.repair("json", column);
  return object;
}

function columnsOf(cells: Cells): SourceInstanceColumns {
  return {
    procrastinationScore: cells.number("procrastination_score"),
    proactiveScore: cells.number("proactive_score"),
    behavioralScore: cells.number("behavioral_score"),
    netRelief: cells.number("net_relief"),
    netEmotional: cells.number("net_emotional"),
    behavioralDeviation: cells.number("behavioral_deviation"),
    durationMinutes: cells.number("duration_minutes"),
    delayMinutes: cells.number("delay_minutes"),
    reliefScore: cells.number("relief_score"),
    cognitiveLoad: cells.number("cognitive_load"),
    mentalEnergyNeeded: cells.number("mental_energy_needed"),
    taskDifficulty: cells.number("task_difficulty"),
    emotionalLoad: cells.number("emotional_load"),
    environmentalEffect: cells.number("environmental_effect"),
    serendipityFactor: cells.number("serendipity_factor"),
    disappointmentFactor: cells.number("disappointment_factor"),
  };
}
