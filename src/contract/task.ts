import { z } from "zod";
import { recurrences, taskLimits } from "#domain/task/task.ts";
import {
  idSchema,
  instantSchema,
  minutesSchema,
  nameSchema,
  pageOf,
  pageQuerySchema,
  textSchema,
} from "./primitives.ts";

const taskFields = {
  name: nameSchema(taskLimits.name, "Give it a name; anything will do."),
  description: textSchema(taskLimits.description),
  taskType: nameSchema(60, "Pick a type or leave it open.").nullable(),
  recurrence: z.enum(recurrences).nullable(),
  categories: z
    .array(nameSchema(taskLimits.categoryName, "A category needs a name."))
    .max(taskLimits.categories),
  estimateMinutes: minutesSchema,
  place: nameSchema(taskLimits.place, "Name the place or leave it open.").nullable(),
  notes: textSchema(taskLimits.notes),
  areaIds: z.array(idSchema).max(taskLimits.areas),
  askedEmotions: z.array(idSchema).max(100).nullable(),
};

export const taskCreateSchema = z.object(taskFields).partial().required({ name: true });
export type TaskCreate = z.infer<typeof taskCreateSchema>;

export const taskPatchSchema = z.object(taskFields).partial();
export type TaskPatch = z.infer<typeof taskPatchSchema>;

export const taskSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: z.string(),
  taskType: z.string().nullable(),
  recurrence: z.enum(recurrences).nullable(),
  version: z.number().int(),
  categories: z.array(z.string()),
  estimateMinutes: z.number().nullable(),
  place: z.string().nullable(),
  notes: z.string(),
  areaIds: z.array(z.string()),
  askedEmotions: z.array(z.string()).nullable(),
  retiredAt: instantSchema.nullable(),
  deletedAt: instantSchema.nullable(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  /** The newest go at it that is neither completed nor cancelled. */
  openInstanceId: z.string().nullable(),
  openInstanceDueAt: instantSchema.nullable(),
  completedCount: z.number().int(),
  lastCompletedAt: instantSchema.nullable(),
  /** An edit of the last 30 days that can be taken back. */
  canTakeBack: z.boolean(),
});
export type TaskView = z.infer<typeof taskSchema>;

export const taskListQuerySchema = pageQuerySchema.extend({
  search: textSchema(200).optional(),
  /** `current` (default), `retired`, or `deleted` within the last 30 days. */
  show: z.enum(["current", "retired", "deleted"]).default("current"),
  areaId: idSchema.optional(),
});
export const taskPageSchema = pageOf(taskSchema);
export type TaskPage = z.infer<typeof taskPageSchema>;

/** Past forecasts beside what it was, oldest first, for the card shown before a new forecast. */
export const forecastCardSchema = z.object({
  taskId: idSchema,
  /** Goes with both a forecast and an outcome of aversion. */
  n: z.number().int(),
  /** The latest of them, ten at most. */
  pairs: z.array(
    z.object({
      instanceId: idSchema,
      closedOn: z.string().nullable(),
      forecast: z.number(),
      outcome: z.number(),
    }),
  ),
  /** In how many of `n` the forecast was higher than the outcome. */
  higher: z.number().int(),
  /** In how many of `n` it was lower. */
  lower: z.number().int(),
});
export type ForecastCardView = z.infer<typeof forecastCardSchema>;
