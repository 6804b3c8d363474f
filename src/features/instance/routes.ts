import { z } from "zod";
import { AppError } from "#contract/app-error.ts";
import {
  cancelBodySchema,
  completeBodySchema,
  forecastBodySchema,
  instanceCreateSchema,
  instanceHistorySchema,
  instanceListQuerySchema,
  instancePageSchema,
  instancePatchSchema,
  instanceSchema,
  pauseBodySchema,
  postponeBodySchema,
  startBodySchema,
} from "#contract/instance.ts";
import { idSchema } from "#contract/primitives.ts";
import { forecastCardSchema } from "#contract/task.ts";
import { instanceView } from "#contract/views/instance-view.ts";
import { forecastCard } from "#domain/insight/forecast-card.ts";
import { undoWindowMs } from "#domain/time/undo-window.ts";
import type { Kernel } from "#http/kernel.ts";
import type { Tx } from "#storage/database.ts";
import { listPastAversion } from "#storage/instance.ts";
import { listInstanceEvents } from "#storage/instance-event.ts";
import { listInstances } from "#storage/instance-list.ts";
import { findTask } from "#storage/task.ts";
import { ownInstanceOrDeleted } from "./access.ts";
import {
  cancelInstance,
  completeInstance,
  pauseInstance,
  postponeInstance,
  recordForecast,
  reopenInstance,
  resumeInstance,
  startInstance,
} from "./actions.ts";
import { deleteInstance, editInstance, restoreInstance, takeBackInstanceEdit } from "./edit-actions.ts";
import { historyView } from "./history-view.ts";
import { planInstance } from "./plan.ts";

const params = z.object({ id: idSchema });
const nothing = z.object({}).optional();
const method = "POST";
const response = instanceSchema;

export function instanceRoutes(kernel: Kernel<Tx>): void {
  readRoutes(kernel);
  answerRoutes(kernel);
  plainVerbs(kernel);
  kernel.write({
    method,
    url: "/instances",
    summary: "Plan a go at a task",
    body: instanceCreateSchema,
    response,
    status: 201,
    handler: async ({ tx, person, at, body }) =>
      instanceView(await planInstance(tx, person, body, at), at.now),
  });
  kernel.write({
    method: "PATCH",
    url: "/instances/:id",
    summary: "Change the fields given; an outcome once it is completed",
    params,
    body: instancePatchSchema,
    response,
    handler: async ({ tx, person, at, params: { id }, body }) =>
      instanceView(await editInstance(tx, person, id, body, at), at.now),
  });
  kernel.write({
    method: "DELETE",
    url: "/instances/:id",
    summary: "Delete it; it can be restored for 30 days",
    params,
    response,
    handler: async ({ tx, person, at, params: { id } }) =>
      instanceView(await deleteInstance(tx, person, id, at), at.now),
  });
}

function readRoutes(kernel: Kernel<Tx>): void {
  kernel.read({
    url: "/instances",
    summary: "Instances: open ones by due date, then closed ones, latest first; filters and search",
    query: instanceListQuerySchema,
    response: instancePageSchema,
    async handler({ tx, person, at, query }) {
      const filter = { ...query, deletedSince: at.now - undoWindowMs };
      const page = await listInstances(tx, person.id, filter, query.limit, query.cursor);
      const items = page.instances.map((stored) => instanceView(stored, at.now));
      return { items, nextCursor: page.nextCursor };
    },
  });
  kernel.read({
    url: "/instances/:id",
    summary: "One instance, also a deleted one, so that it can be looked at and restored",
    params,
    response,
    handler: async ({ tx, person, at, params: { id } }) =>
      instanceView(await ownInstanceOrDeleted(tx, person, id), at.now),
  });
  kernel.read({
    url: "/instances/:id/history",
    summary: "What happened to an instance and what each event changed, oldest first",
    params,
    response: instanceHistorySchema,
    async handler({ tx, person, params: { id } }) {
      const { instance } = await ownInstanceOrDeleted(tx, person, id);
      return historyView(await listInstanceEvents(tx, person.id, instance.id));
    },
  });
  kernel.read({
    url: "/tasks/:id/forecast-card",
    summary: "Past aversion as forecast beside aversion as it was",
    params,
    response: forecastCardSchema,
    async handler({ tx, person, params: { id } }) {
      const task = await findTask(tx, person.id, id);
      if (!task || task.deletedAt !== null) throw new AppError("not-found");
      return { taskId: task.id, ...forecastCard(await listPastAversion(tx, person.id, task.id)) };
    },
  });
}

function answerRoutes(kernel: Kernel<Tx>): void {
  kernel.write({
    method,
    url: "/instances/:id/forecast",
    summary: "Tell what you expect, before it is started",
    params,
    body: forecastBodySchema,
    response,
    handler: async ({ tx, person, at, params: { id }, body }) =>
      instanceView(await recordForecast(tx, person, id, body, at), at.now),
  });
  kernel.write({
    method,
    url: "/instances/:id/start",
    summary: "Start the clock; a forecast may come along",
    params,
    body: startBodySchema.prefault({}),
    response,
    handler: async ({ tx, person, at, params: { id }, body }) =>
      instanceView(await startInstance(tx, person, id, body, at), at.now),
  });
  kernel.write({
    method,
    url: "/instances/:id/pause",
    summary: "Stop the clock for now",
    params,
    body: pauseBodySchema.prefault({}),
    response,
    handler: async ({ tx, person, at, params: { id }, body }) =>
      instanceView(await pauseInstance(tx, person, id, body, at), at.now),
  });
  kernel.write({
    method,
    url: "/instances/:id/postpone",
    summary: "Not now; moves the due date if one is given",
    params,
    body: postponeBodySchema.prefault({}),
    response,
    handler: async ({ tx, person, at, params: { id }, body }) =>
      instanceView(await postponeInstance(tx, person, id, body, at), at.now),
  });
  kernel.write({
    method,
    url: "/instances/:id/complete",
    summary: "Finish it and tell how it was; every answer is optional",
    params,
    body: completeBodySchema.prefault({}),
    response,
    handler: async ({ tx, person, at, params: { id }, body }) =>
      instanceView(await completeInstance(tx, person, id, body, at), at.now),
  });
  kernel.write({
    method,
    url: "/instances/:id/cancel",
    summary: "Put it aside with a category",
    params,
    body: cancelBodySchema.prefault({}),
    response,
    handler: async ({ tx, person, at, params: { id }, body }) =>
      instanceView(await cancelInstance(tx, person, id, body, at), at.now),
  });
}

function plainVerbs(kernel: Kernel<Tx>): void {
  const verbs = [
    { verb: "resume", summary: "Let the clock go on", action: resumeInstance },
    {
      verb: "reopen",
      summary: "Undo a finish or a cancellation of the last 30 days",
      action: reopenInstance,
    },
    { verb: "restore", summary: "Undo a deletion of the last 30 days", action: restoreInstance },
    { verb: "take-back", summary: "Take back the last edit", action: takeBackInstanceEdit },
  ];
  for (const { verb, summary, action } of verbs) {
    kernel.write({
      method,
      url: `/instances/:id/${verb}`,
      summary,
      params,
      body: nothing,
      response,
      handler: async ({ tx, person, at, params: { id } }) =>
        instanceView(await action(tx, person, id, at), at.now),
    });
  }
}
