import type { TaskTable } from "#storage/schema.ts";
import { taskSearchText } from "#storage/task-row.ts";
import { escapeLikePredecessor } from "../read/escaped-text.ts";
import type { SourceTask } from "../read/source-rows.ts";
import { cellDifferences } from "./cell-differences.ts";
import { exportIdOf } from "./export-id.ts";
import { extraText, predecessorExtra, type PredecessorExtra } from "./extra.ts";
import type { MapContext } from "./map-context.ts";
import type { Mapped } from "./mapped.ts";
import { addDifferences } from "./note-differences.ts";
import { always, Sheet } from "./sheet.ts";
import { taskTypeOf, taskTypeSpelling } from "./task-type-spelling.ts";
import type { ExportCells, UnmapContext } from "./unmap-context.ts";
import { writeCells } from "./write-cells.ts";

type StoredTask = Omit<TaskTable, "userId" | "searchText" | "lastUsedAt">;

/** `lastUsedAt` is when one of its instances was last touched, or null if there is none. */
export function mapTask(
  source: SourceTask,
  context: MapContext,
  lastUsedAt: number | null = null,
): Mapped<TaskTable> {
  const { id: sourceId } = source;
  const repair = (code: "no-name" | "created-time" | "scale-range", field: string) =>
    context.repair(code, "tasks", sourceId, field);
  const created = context.instant(source.createdAt, "tasks", sourceId, "created_at");
  if (created === null) repair("created-time", "created_at");
  const createdAt = created ?? lastUsedAt ?? context.input.importedAt;
  if (source.name === null) repair("no-name", "name");
  const estimate = source.defaultEstimateMinutes;
  if (estimate !== null && (estimate < 0 || estimate > 1e9))
    repair("scale-range", "default_estimate_minutes");
  const content = {
    name: source.name ?? "Unnamed task",
    description: source.description ?? "",
    notes: source.notes ?? "",
    categories: [...source.categories],
  };
  const row: TaskTable = {
    id: context.idFor("tasks", sourceId, content.name),
    ...context.origin(sourceId),
    ...content,
    searchText: taskSearchText(content),
    categories: JSON.stringify(content.categories),
    taskType: taskTypeOf(source.taskType),
    recurrence: recurrenceOf(source),
    version: Math.min(2 ** 31 - 1, Math.max(1, Math.trunc(source.version ?? 1))),
    // The form's 0 is no estimate.
    estimateMinutes: estimate === null || estimate <= 0 ? null : Math.min(1e9, estimate),
    place: null,
    askedEmotions: null,
    retiredAt: null,
    lastUsedAt: Math.max(createdAt, lastUsedAt ?? createdAt),
    createdAt,
    extra: "{}",
  };
  const extra: PredecessorExtra = {};
  const times = { created_at: { time: source.createdAt, instant: created } };
  addDifferences(extra, "columns", cellDifferences("tasks", taskSheet(row), source, times));
  row.extra = extraText(extra);
  return { sourceId, row };
}

/** One row of `tasks.csv`; null for a placeholder that was never edited: the predecessor's file did not have it. */
export function unmapTask(row: StoredTask, context: UnmapContext): ExportCells | null {
  const extra = predecessorExtra(row.extra);
  if (extra.placeholder === true && row.updatedAt === row.importedAt) return null;
  const sheet = taskSheet(row);
  sheet.say("user_id", context.userId);
  return writeCells("tasks", sheet, extra, context);
}

/** The id of a task in the exported files. */
export function taskExportId(row: Pick<TaskTable, "id" | "sourceId">): string {
  return row.sourceId ?? exportIdOf("t", row.id);
}

function taskSheet(row: StoredTask): Sheet {
  const sheet = new Sheet();
  sheet.say("task_id", taskExportId(row));
  sheet.say("name", escapeLikePredecessor(row.name));
  sheet.say("description", escapeLikePredecessor(row.description));
  const { recurrence } = row;
  sheet.say("type", recurrence === null || recurrence === "once" ? "one-time" : recurrence, recurrence);
  sheet.say("version", row.version);
  sheet.say("created_at", row.createdAt);
  sheet.say("is_recurring", recurrence === "recurring" || recurrence === "routine", recurrence);
  // The predecessor escapes no category: it never let anybody type one.
  sheet.say("categories", JSON.parse(row.categories));
  sheet.say("default_estimate_minutes", row.estimateMinutes ?? 0);
  sheet.say("task_type", taskTypeSpelling(row.taskType), row.taskType);
  sheet.say("default_initial_aversion", "0", always);
  // A task that is a routine no longer has no days and no time.
  sheet.say("routine_frequency", "none", recurrence);
  sheet.say("routine_days_of_week", [], recurrence);
  sheet.say("routine_time", "00:00", recurrence);
  sheet.say("completion_window_hours", null, always);
  sheet.say("completion_window_days", null, always);
  sheet.say("notes", escapeLikePredecessor(row.notes));
  return sheet;
}

/** "One-time" is what the form always wrote, so it says nothing by itself. Source: domain 1.1. */
function recurrenceOf(source: SourceTask): string | null {
  const frequency = source.routineFrequency?.trim().toLowerCase();
  if (source.type === "routine" || frequency === "daily" || frequency === "weekly") return "routine";
  return source.type === "recurring" || source.isRecurring === true ? "recurring" : null;
}
