import { z } from "zod";
import { idSchema } from "#contract/primitives.ts";
import {
  taskCreateSchema,
  taskListQuerySchema,
  taskPageSchema,
  taskPatchSchema,
  taskSchema,
} from "#contract/task.ts";
import { taskView } from "#contract/views/task-view.ts";
import type { Person } from "#domain/account/person.ts";
import type { Task } from "#domain/task/task.ts";
import type { Moment } from "#domain/time/moment.ts";
import { undoWindowMs } from "#domain/time/undo-window.ts";
import type { Kernel } from "#http/kernel.ts";
import type { Tx } from "#storage/database.ts";
import { listTasks } from "#storage/task-list.ts";
import { findTaskUses, unused } from "#storage/task-use.ts";
import { ownTaskOrDeleted } from "./access.ts";
import {
  bringBackTask,
  changeTask,
  copyTask,
  createTask,
  deleteTask,
  restoreTask,
  retireTask,
  takeBackTaskEdit,
} from "./actions.ts";

const params = z.object({ id: idSchema });
const nothing = z.object({}).optional();

export function taskRoutes(kernel: Kernel<Tx>): void {
  kernel.read({
    url: "/tasks",
    summary: "Tasks, the last used first; search, retired and deleted ones",
    query: taskListQuerySchema,
    response: taskPageSchema,
    async handler({ tx, person, at, query }) {
      const filter = { ...query, deletedSince: at.now - undoWindowMs };
      const page = await listTasks(tx, person.id, filter, query.limit, query.cursor);
      return { items: await present(tx, person, page.tasks, at), nextCursor: page.nextCursor };
    },
  });
  kernel.write({
    method: "POST",
    url: "/tasks",
    summary: "Make a task; only its name is needed",
    body: taskCreateSchema,
    response: taskSchema,
    status: 201,
    handler: async ({ tx, person, at, body }) =>
      presentOne(tx, person, await createTask(tx, person, body, at), at),
  });
  kernel.read({
    url: "/tasks/:id",
    summary: "One task",
    params,
    response: taskSchema,
    handler: async ({ tx, person, at, params: { id } }) =>
      presentOne(tx, person, await ownTaskOrDeleted(tx, person, id), at),
  });
  kernel.write({
    method: "PATCH",
    url: "/tasks/:id",
    summary: "Change the fields given",
    params,
    body: taskPatchSchema,
    response: taskSchema,
    handler: async ({ tx, person, at, params: { id }, body }) =>
      presentOne(tx, person, await changeTask(tx, person, id, body, at), at),
  });
  kernel.write({
    method: "DELETE",
    url: "/tasks/:id",
    summary: "Delete a task with its instances; it can be restored for 30 days",
    params,
    response: taskSchema,
    handler: async ({ tx, person, at, params: { id } }) =>
      presentOne(tx, person, await deleteTask(tx, person, id, at), at),
  });
  for (const { verb, summary, action, status } of verbs) {
    kernel.write({
      method: "POST",
      url: `/tasks/:id/${verb}`,
      summary,
      params,
      body: nothing,
      response: taskSchema,
      status,
      handler: async ({ tx, person, at, params: { id } }) =>
        presentOne(tx, person, await action(tx, person, id, at), at),
    });
  }
}

const verbs = [
  { verb: "copy", summary: "Make a new task like this one", action: copyTask, status: 201 },
  { verb: "retire", summary: "Put a task away without deleting it", action: retireTask, status: 200 },
  { verb: "bring-back", summary: "Take a retired task out again", action: bringBackTask, status: 200 },
  { verb: "restore", summary: "Undo a deletion of the last 30 days", action: restoreTask, status: 200 },
  { verb: "take-back", summary: "Take back the last edit", action: takeBackTaskEdit, status: 200 },
];

async function present(tx: Tx, person: Person, tasks: Task[], at: Moment) {
  const ids = tasks.map((task) => task.id);
  const uses = await findTaskUses(tx, person.id, ids, at.now - undoWindowMs);
  return tasks.map((task) => taskView(task, uses.get(task.id) ?? unused));
}

async function presentOne(tx: Tx, person: Person, task: Task, at: Moment) {
  const uses = await findTaskUses(tx, person.id, [task.id], at.now - undoWindowMs);
  return taskView(task, uses.get(task.id) ?? unused);
}
