import { foldText } from "#domain/text/fold-text.ts";
import { type Recurrence, recurrences, type Task } from "#domain/task/task.ts";
import type { TaskTable } from "./schema.ts";

/** A stored task and its areas as the domain knows it. */
export function taskOfRow(row: TaskTable, areaIds: string[]): Task {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    taskType: row.taskType,
    recurrence: recurrenceOf(row.recurrence),
    version: row.version,
    categories: parseTextList(row.categories),
    estimateMinutes: row.estimateMinutes,
    place: row.place,
    notes: row.notes,
    areaIds,
    askedEmotions: row.askedEmotions === null ? null : parseTextList(row.askedEmotions),
    retiredAt: row.retiredAt,
    deletedAt: row.deletedAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** The columns of a task that a person can change, and what is derived from them. */
export function rowOfTask(task: Task) {
  return {
    name: task.name,
    searchText: taskSearchText(task),
    description: task.description,
    taskType: task.taskType,
    recurrence: task.recurrence,
    version: task.version,
    categories: JSON.stringify(task.categories),
    estimateMinutes: task.estimateMinutes,
    place: task.place,
    notes: task.notes,
    askedEmotions: task.askedEmotions && JSON.stringify(task.askedEmotions),
    retiredAt: task.retiredAt,
    deletedAt: task.deletedAt,
    createdAt: task.createdAt,
    updatedAt: task.updatedAt,
  };
}

/** What a search looks through, folded. */
export function taskSearchText(task: Pick<Task, "name" | "description" | "notes" | "categories">): string {
  return foldText([task.name, task.description, task.notes, ...task.categories].join("\n"));
}

function recurrenceOf(word: string | null): Recurrence | null {
  return recurrences.find((known) => known === word) ?? null;
}

function parseTextList(json: string): string[] {
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
}
