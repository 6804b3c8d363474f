import { Cells } from "./cells.ts";
import { asObject, toNumber } from "./json-values.ts";
import type { ReportCollector } from "./report-collector.ts";
import { validZone } from "./source-instant.ts";
import type {
  SourceEmotion,
  SourceJob,
  SourceJobTask,
  SourceNote,
  SourcePopupResponse,
  SourcePopupTrigger,
  SourcePreferences,
  SourceRow,
  SourceSurveyResponse,
} from "./source-rows.ts";
import { booleanColumns } from "./source-tables.ts";
import type { SourceTime } from "./source-time.ts";
import type { RawRow } from "./table-reader.ts";

type Read<T> = (row: RawRow, report: ReportCollector) => T;

export const readEmotion: Read<SourceEmotion> = (row, report) => {
  const cells = new Cells("emotions", row, report);
  return { ...common(cells), emotion: cells.name("emotion") ?? "" };
};

export const readJob: Read<SourceJob> = (row, report) => {
  const cells = new Cells("jobs", row, report);
  return {
    ...common(cells),
    id: row.id,
    name: cells.name("name"),
    taskType: cells.plain("task_type"),
    description: cells.text("description"),
    createdAt: jobTime(cells, "created_at"),
    updatedAt: jobTime(cells, "updated_at"),
  };
};

export const readJobTask: Read<SourceJobTask> = (row, report) => {
  const cells = new Cells("job_task_mapping", row, report);
  return {
    ...common(cells),
    jobId: cells.plain("job_id")?.trim() ?? "",
    taskId: cells.plain("task_id")?.trim() ?? "",
    createdAt: jobTime(cells, "created_at"),
  };
};

export const readNote: Read<SourceNote> = (row, report) => {
  const cells = new Cells("notes", row, report);
  return {
    ...common(cells),
    id: row.id,
    content: cells.name("content"),
    writtenAt: cells.time("timestamp", "utc"),
  };
};

export const readSurveyResponse: Read<SourceSurveyResponse> = (row, report) => {
  const cells = new Cells("survey_responses", row, report);
  return {
    ...common(cells),
    id: row.id,
    questionCategory: cells.plain("question_category"),
    questionId: cells.plain("question_id"),
    responseValue: cells.text("response_value"),
    responseText: cells.text("response_text"),
    answeredAt: cells.time("timestamp", "utc"),
  };
};

export const readPopupTrigger: Read<SourcePopupTrigger> = (row, report) => {
  const cells = new Cells("popup_triggers", row, report);
  return {
    ...common(cells),
    id: row.id,
    triggerId: cells.plain("trigger_id"),
    taskId: cells.plain("task_id"),
    count: cells.number("count"),
    lastShownAt: cells.time("last_shown_at", "utc"),
    helpful: cells.boolean("helpful"),
    lastResponse: cells.plain("last_response"),
    lastComment: cells.text("last_comment"),
    createdAt: cells.time("created_at", "utc"),
    updatedAt: cells.time("updated_at", "utc"),
  };
};

export const readPopupResponse: Read<SourcePopupResponse> = (row, report) => {
  const cells = new Cells("popup_responses", row, report);
  return {
    ...common(cells),
    id: row.id,
    triggerId: cells.plain("trigger_id"),
    taskId: cells.plain("task_id"),
    instanceId: cells.plain("instance_id"),
    responseValue: cells.plain("response_value"),
    helpful: cells.boolean("helpful"),
    comment: cells.text("comment"),
    context: cells.json("context"),
    createdAt: cells.time("created_at", "utc"),
  };
};

export const readPreferences: Read<SourcePreferences> = (row, report) => {
  const cells = new Cells("user_preferences", row, report);
  const values: Record<string, unknown> = {};
  for (const column of Object.keys(row.raw)) {
    const value = preference(cells, column);
    if (value !== null && column !== "user_id") values[column] = value;
  }
  return {
    ...common(cells),
    createdAt: cells.time("created_at", "utc"),
    lastActive: cells.time("last_active", "utc"),
    timezone: validZone(cells.plain("timezone")) ?? validZone(cells.plain("detected_tz")),
    values,
  };
};

function preference(cells: Cells, column: string): unknown {
  const text = cells.plain(column);
  if (text === null) return null;
  if (booleanColumns.has(column)) return cells.boolean(column) ?? text;
  return /^\s*[[{"]/.test(text) ? (cells.json(column) ?? text) : text;
}

export function common(cells: Cells): SourceRow {
  return { line: cells.row.line, userId: cells.plain("user_id"), raw: cells.row.raw };
}

/** The database stamps areas in UTC and to the microsecond; CSV mode in its own zone and to the minute. */
function jobTime(cells: Cells, column: string): SourceTime | null {
  const time = cells.time(column, "utc");
  return time?.precision === "minute" ? { ...time, basis: "source-zone" } : time;
}

/** A JSON list of texts; a comma list or a single text is tolerated. */
export function textList(cells: Cells, column: string): string[] {
  const value = listOf(cells, column);
  return value.filter((item) => typeof item === "string" || typeof item === "number").map(String);
}

export function numberList(cells: Cells, column: string): number[] {
  return listOf(cells, column)
    .map(toNumber)
    .filter((item) => item !== null);
}

function listOf(cells: Cells, column: string): unknown[] {
  const text = cells.plain(column);
  if (text === null) return [];
  if (!/^\s*[[{"]/.test(text)) return text.split(",").map((item) => item.trim());
  const value = cells.json(column);
  if (Array.isArray(value)) return value;
  if (value !== null || asObject(value) !== null) cells.repair("json", column);
  return [];
}
