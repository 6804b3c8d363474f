import { taskSearchText } from "#storage/task-row.ts";
import type { TaskTable } from "#storage/schema.ts";
import type { SourceInstance } from "../read/source-rows.ts";
import { extraText } from "./extra.ts";
import type { MapContext } from "./map-context.ts";
import type { Mapped } from "./mapped.ts";

const nameless = "Unnamed task";

/** The task of an instance. The names the predecessor gives are our way to find it; one nobody knows is a placeholder. */
export function instanceTask(source: SourceInstance, context: MapContext) {
  const { taskId } = source;
  const known = taskId === null ? undefined : context.find("tasks", taskId);
  if (taskId !== null && known !== undefined) return { sourceId: taskId, ...known };
  const sourceId = `missing:${taskId ?? source.taskName ?? ""}`;
  const name = source.taskName ?? nameless;
  const id = context.idFor("tasks", sourceId, name);
  return { sourceId, id, name: context.find("tasks", sourceId)?.name ?? name };
}

/** A retired task for an instance whose task is in none of the files; null if it has one. */
export function placeholderTask(source: SourceInstance, context: MapContext): Mapped<TaskTable> | null {
  if (source.taskId !== null && context.find("tasks", source.taskId) !== undefined) return null;
  const { id, sourceId } = instanceTask(source, context);
  context.repair("placeholder-task", "task_instances", source.id, "task_id");
  const name = source.taskName ?? nameless;
  const { importedAt } = context.input;
  const plain = { name, description: "", notes: "", categories: [] };
  const row: TaskTable = {
    id,
    ...context.origin(sourceId),
    ...plain,
    searchText: taskSearchText(plain),
    categories: "[]",
    taskType: null,
    recurrence: null,
    version: 1,
    estimateMinutes: null,
    place: null,
    askedEmotions: null,
    retiredAt: importedAt,
    lastUsedAt: importedAt,
    createdAt: importedAt,
    extra: extraText({ placeholder: true }),
  };
  return { sourceId, row };
}
