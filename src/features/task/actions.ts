import { AppError } from "#contract/app-error.ts";
import type { TaskCreate, TaskPatch } from "#contract/task.ts";
import type { Person } from "#domain/account/person.ts";
import { editTask } from "#domain/task/edit-task.ts";
import type { Task } from "#domain/task/task.ts";
import type { Moment } from "#domain/time/moment.ts";
import { undoWindowMs } from "#domain/time/undo-window.ts";
import { listAreas } from "#storage/area.ts";
import type { Tx } from "#storage/database.ts";
import { listEmotions } from "#storage/emotion.ts";
import { insertTask, updateTask } from "#storage/task.ts";
import { findLastTaskEdit, insertTaskEdit, markTaskEditTakenBack } from "#storage/task-edit.ts";
import { ownTask, ownTaskOrDeleted } from "./access.ts";
import { pauseRunning } from "./pause-running.ts";

/** Makes a task. Only its name is needed; what is not given stays empty. */
export async function createTask(tx: Tx, person: Person, input: TaskCreate, at: Moment): Promise<Task> {
  await checkAreas(tx, person, input.areaIds);
  await checkAskedEmotions(tx, person, input.askedEmotions, null);
  const task: Task = {
    id: at.newId(),
    name: input.name,
    description: input.description ?? "",
    taskType: input.taskType ?? null,
    recurrence: input.recurrence ?? null,
    version: 1,
    categories: input.categories ?? [],
    estimateMinutes: input.estimateMinutes ?? null,
    place: input.place ?? null,
    notes: input.notes ?? "",
    areaIds: input.areaIds ?? [],
    askedEmotions: input.askedEmotions ?? null,
    retiredAt: null,
    deletedAt: null,
    createdAt: at.now,
    updatedAt: at.now,
  };
  await insertTask(tx, person.id, task);
  return task;
}

/** Changes the fields given and keeps what they were, so that it can be taken back. */
export async function changeTask(
  tx: Tx,
  person: Person,
  id: string,
  patch: TaskPatch,
  at: Moment,
): Promise<Task> {
  const task = await ownTask(tx, person, id);
  await checkAreas(tx, person, patch.areaIds, task.areaIds);
  await checkAskedEmotions(tx, person, patch.askedEmotions, task.askedEmotions);
  const { task: changed, before, after } = editTask(task, patch, at.now);
  if (changed === task) return task;
  await updateTask(tx, person.id, changed);
  await insertTaskEdit(tx, person.id, { taskId: id, version: changed.version, at: at.now, before, after });
  return changed;
}

/** Puts back what the last edit of the last 30 days changed. */
export async function takeBackTaskEdit(tx: Tx, person: Person, id: string, at: Moment): Promise<Task> {
  const task = await ownTask(tx, person, id);
  const edit = await findLastTaskEdit(tx, person.id, id, at.now - undoWindowMs);
  if (!edit) throw new AppError("nothing-to-undo");
  const { task: changed } = editTask(task, await withLivingAreas(tx, person, edit.before), at.now);
  await updateTask(tx, person.id, changed);
  await markTaskEditTakenBack(tx, person.id, edit, at.now);
  return changed;
}

/** A new task like this one, without its history. */
export async function copyTask(tx: Tx, person: Person, id: string, at: Moment): Promise<Task> {
  const original = await ownTask(tx, person, id);
  const copied = await withLivingAreas(tx, person, original);
  const askedEmotions = copied.askedEmotions && (await livingEmotions(tx, person, copied.askedEmotions));
  return await createTask(tx, person, { ...copied, askedEmotions }, at);
}

/** Puts a task away without deleting it. */
export async function retireTask(tx: Tx, person: Person, id: string, at: Moment): Promise<Task> {
  return await mark(tx, person, await ownTask(tx, person, id), { retiredAt: at.now }, at);
}

export async function bringBackTask(tx: Tx, person: Person, id: string, at: Moment): Promise<Task> {
  return await mark(tx, person, await ownTask(tx, person, id), { retiredAt: null }, at);
}

/** Hides a task and all its instances, running ones paused; it can be restored for 30 days. */
export async function deleteTask(tx: Tx, person: Person, id: string, at: Moment): Promise<Task> {
  const task = await ownTask(tx, person, id);
  await pauseRunning(tx, person, id, at);
  return await mark(tx, person, task, { deletedAt: at.now }, at);
}

/** Undoes a deletion of the last 30 days. */
export async function restoreTask(tx: Tx, person: Person, id: string, at: Moment): Promise<Task> {
  const task = await ownTaskOrDeleted(tx, person, id);
  if (task.deletedAt === null) return task;
  if (task.deletedAt < at.now - undoWindowMs) throw new AppError("undo-expired");
  return await mark(tx, person, task, { deletedAt: null }, at);
}

async function mark(
  tx: Tx,
  person: Person,
  task: Task,
  marks: Partial<Pick<Task, "retiredAt" | "deletedAt">>,
  at: Moment,
): Promise<Task> {
  const marked = { ...task, ...marks, updatedAt: at.now };
  await updateTask(tx, person.id, marked);
  return marked;
}

/** Throws invalid-request for an area that is not the person's own; one that was there already may stay. */
async function checkAreas(
  tx: Tx,
  person: Person,
  areaIds: readonly string[] = [],
  before: readonly string[] = [],
): Promise<void> {
  if (areaIds.length === 0) return;
  const known = new Set([...before, ...(await listAreas(tx, person.id)).map((area) => area.id)]);
  if (areaIds.every((id) => known.has(id)) && new Set(areaIds).size === areaIds.length) return;
  throw new AppError("invalid-request", { fields: { areaIds: "Pick areas from your own list, each once." } });
}

/** Throws invalid-request for an emotion that is not the person's own; one that was asked for already may stay. */
async function checkAskedEmotions(
  tx: Tx,
  person: Person,
  asked: readonly string[] | null | undefined,
  before: readonly string[] | null,
): Promise<void> {
  const added = (asked ?? []).filter((id) => !before?.includes(id));
  if (added.length === 0 || (await livingEmotions(tx, person, added)).length === added.length) return;
  throw new AppError("invalid-request", { fields: { askedEmotions: "Pick emotions from your own list." } });
}

async function livingEmotions(tx: Tx, person: Person, ids: readonly string[]): Promise<string[]> {
  const living = new Set((await listEmotions(tx, person.id)).map((emotion) => emotion.id));
  return ids.filter((id) => living.has(id));
}

async function withLivingAreas<Content extends { areaIds?: string[] }>(
  tx: Tx,
  person: Person,
  content: Content,
) {
  if (!content.areaIds) return content;
  const living = new Set((await listAreas(tx, person.id)).map((area) => area.id));
  return { ...content, areaIds: content.areaIds.filter((id) => living.has(id)) };
}
