import type { AreaTable, ImportedRowTable, TaskAreaTable } from "#storage/schema.ts";
import { escapeLikePredecessor } from "../read/escaped-text.ts";
import type { SourceJob, SourceJobTask } from "../read/source-rows.ts";
import { cellDifferences } from "./cell-differences.ts";
import { exportIdOf } from "./export-id.ts";
import { extraText, predecessorExtra, type PredecessorExtra } from "./extra.ts";
import { importedRow } from "./imported-row-mapping.ts";
import type { MapContext } from "./map-context.ts";
import type { Mapped } from "./mapped.ts";
import { addDifferences } from "./note-differences.ts";
import { always, Sheet } from "./sheet.ts";
import { taskTypeOf, taskTypeSpelling } from "./task-type-spelling.ts";
import type { ExportCells, UnmapContext } from "./unmap-context.ts";
import { writeCells } from "./write-cells.ts";

type StoredArea = Omit<AreaTable, "userId" | "deletedAt">;

export function mapArea(source: SourceJob, context: MapContext): Mapped<AreaTable> {
  const { id: sourceId } = source;
  const created = context.instant(source.createdAt, "jobs", sourceId, "created_at");
  const updated = context.instant(source.updatedAt, "jobs", sourceId, "updated_at");
  if (source.name === null) context.repair("no-name", "jobs", sourceId, "name");
  const row: AreaTable = {
    id: context.idFor("jobs", sourceId),
    ...context.origin(sourceId),
    name: source.name ?? "Unnamed area",
    taskType: taskTypeOf(source.taskType),
    description: source.description ?? "",
    createdAt: created ?? context.input.importedAt,
    extra: "{}",
  };
  const extra: PredecessorExtra = {};
  const times = {
    created_at: { time: source.createdAt, instant: created },
    updated_at: { time: source.updatedAt, instant: updated },
  };
  addDifferences(extra, "columns", cellDifferences("jobs", areaSheet(row), source, times));
  row.extra = extraText(extra);
  return { sourceId, row };
}

/** One row of `jobs.csv`. */
export function unmapArea(row: StoredArea, context: UnmapContext): ExportCells {
  return writeCells("jobs", areaSheet(row), predecessorExtra(row.extra), context);
}

export function areaExportId(row: Pick<AreaTable, "id" | "sourceId">): string {
  return row.sourceId ?? exportIdOf("j", row.id);
}

function areaSheet(row: StoredArea): Sheet {
  const sheet = new Sheet();
  sheet.say("job_id", areaExportId(row));
  sheet.say("name", escapeLikePredecessor(row.name));
  sheet.say("task_type", taskTypeSpelling(row.taskType), row.taskType);
  sheet.say("description", escapeLikePredecessor(row.description));
  sheet.say("created_at", row.createdAt);
  // Importing is not changing: until then it says when it was changed there.
  const changed = row.updatedAt === row.importedAt ? null : row.updatedAt;
  sheet.say("updated_at", changed ?? row.createdAt, changed);
  return sheet;
}

export interface MappedTaskArea {
  /** Null if the area or the task is in none of the files. */
  readonly link: Mapped<TaskAreaTable> | null;
  /** What the link's own columns cannot say. */
  readonly kept: Mapped<ImportedRowTable> | null;
}

export function mapTaskArea(source: SourceJobTask, context: MapContext): MappedTaskArea {
  const sourceId = `${source.jobId}/${source.taskId}`;
  const area = context.find("jobs", source.jobId);
  const task = context.find("tasks", source.taskId);
  if (area === undefined || task === undefined) {
    context.repair("unknown-reference", "job_task_mapping", sourceId);
    return { link: null, kept: importedRow("job_task_mapping", sourceId, source, context) };
  }
  const created = context.instant(source.createdAt, "job_task_mapping", sourceId, "created_at");
  const { userId, importId, importedAt } = context.input;
  const row: TaskAreaTable = {
    userId,
    importId,
    taskId: task.id,
    areaId: area.id,
    createdAt: created ?? importedAt,
  };
  const sheet = taskAreaSheet(source.jobId, source.taskId, row.createdAt);
  const times = { created_at: { time: source.createdAt, instant: created } };
  const extra: PredecessorExtra = {};
  addDifferences(extra, "columns", cellDifferences("job_task_mapping", sheet, source, times));
  const kept = importedRow("job_task_mapping", sourceId, source, context, extra);
  return { link: { sourceId, row }, kept: Object.keys(extra).length === 0 ? null : kept };
}

/** One row of `job_task_mapping.csv`; `kept` is the imported row of the same `sourceId`, if there is one. */
export function unmapTaskArea(
  link: Pick<TaskAreaTable, "createdAt">,
  area: Pick<AreaTable, "id" | "sourceId">,
  task: Pick<TaskAreaTable, never> & { id: string; sourceId: string | null },
  kept: Pick<ImportedRowTable, "content"> | undefined,
  context: UnmapContext,
): ExportCells {
  const taskId = task.sourceId ?? exportIdOf("t", task.id);
  const sheet = taskAreaSheet(areaExportId(area), taskId, link.createdAt);
  const extra = kept === undefined ? {} : predecessorExtra(kept.content);
  return writeCells("job_task_mapping", sheet, extra, context);
}

function taskAreaSheet(jobId: string, taskId: string, createdAt: number): Sheet {
  const sheet = new Sheet();
  sheet.say("job_id", jobId, always);
  sheet.say("task_id", taskId, always);
  sheet.say("created_at", createdAt);
  return sheet;
}
