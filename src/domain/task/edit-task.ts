import type { Task, TaskContent } from "./task.ts";

export interface TaskChange {
  task: Task;
  /** The fields that differ, as they were and as they are now; both empty when nothing does. */
  before: Partial<TaskContent>;
  after: Partial<TaskContent>;
}

/** Changes the given fields of a task; its version goes up by one if anything differs. `now` in epoch milliseconds. */
export function editTask(task: Task, patch: Partial<TaskContent>, now: number): TaskChange {
  const before: Partial<TaskContent> = {};
  const after: Partial<TaskContent> = {};
  for (const field of editableFields) {
    if (patch[field] !== undefined && !isSame(task[field], patch[field])) {
      copyField(field, task, before);
      copyField(field, patch, after);
    }
  }
  if (Object.keys(after).length === 0) return { task, before, after };
  return { task: { ...task, ...after, version: task.version + 1, updatedAt: now }, before, after };
}

const editableFields = [
  "name",
  "description",
  "taskType",
  "recurrence",
  "categories",
  "estimateMinutes",
  "place",
  "notes",
  "areaIds",
  "askedEmotions",
] as const satisfies readonly (keyof TaskContent)[];

function copyField<Field extends keyof TaskContent>(
  field: Field,
  from: Partial<TaskContent>,
  to: Partial<TaskContent>,
): void {
  const value = from[field];
  if (value !== undefined) to[field] = value;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
