import { z } from "zod";
import { instanceStates } from "#domain/instance/instance.ts";
import {
  completionSchema,
  daySchema,
  emotionValuesSchema,
  givenInstantSchema,
  idSchema,
  instantSchema,
  minutesSchema,
  pageOf,
  pageQuerySchema,
  scaleSchema,
  textSchema,
} from "./primitives.ts";

const loads = {
  mentalEnergy: scaleSchema,
  difficulty: scaleSchema,
  emotional: scaleSchema,
  physical: scaleSchema,
  stress: scaleSchema,
};

const forecastFields = {
  aversion: scaleSchema,
  relief: scaleSchema,
  minutes: minutesSchema,
  ...loads,
  motivation: scaleSchema,
  capacity: scaleSchema,
  reliefNow: scaleSchema,
  emotions: emotionValuesSchema,
};

const outcomeFields = {
  aversion: scaleSchema,
  relief: scaleSchema,
  minutes: minutesSchema,
  completion: completionSchema,
  ...loads,
  capacity: scaleSchema,
  emotions: emotionValuesSchema,
};

export const forecastSchema = z.object(forecastFields).partial();
export type ForecastInput = z.infer<typeof forecastSchema>;
export const outcomeSchema = z.object(outcomeFields).partial();
export type OutcomeInput = z.infer<typeof outcomeSchema>;

const note = textSchema(20_000);
const reason = textSchema(2_000);
const place = textSchema(100).nullable();
const description = textSchema(5_000);

/** Readings as they are sent out: an import may have brought more than a form takes. */
const reading = z.number().nullable();
const readings = <Fields extends object>(fields: Fields) =>
  z.object(
    // Every field is a reading but the emotions; fromEntries forgets which keys it was given.
    Object.fromEntries(
      Object.keys(fields).map((field) => [
        field,
        field === "emotions" ? z.record(z.string(), z.number()) : reading,
      ]),
    ) as {
      [Field in keyof Fields]: Field extends "emotions"
        ? z.ZodRecord<z.ZodString, z.ZodNumber>
        : typeof reading;
    },
  );

/** "less, the same, more" instead of a reading before and after. */
const manualChange = z.enum(["less", "same", "more"]);
const changeSchema = z.object({ mode: z.enum(["derived", "manual"]), value: z.number() }).nullable();

export const instanceCreateSchema = z.object({
  taskId: idSchema,
  dueAt: givenInstantSchema.optional(),
  description: description.optional(),
  place: place.optional(),
});
export const forecastBodySchema = z.object({
  forecast: forecastSchema,
  place: place.optional(),
  description: description.optional(),
  dueAt: givenInstantSchema.nullable().optional(),
});
/** A forecast may come along, so that one tap both forecasts and starts. */
export const startBodySchema = z.object({ forecast: forecastSchema.optional() });
export const pauseBodySchema = z.object({ reason: reason.optional(), progress: completionSchema.optional() });
export const postponeBodySchema = z.object({
  reason: reason.optional(),
  dueAt: givenInstantSchema.optional(),
});
export const completeBodySchema = z.object({
  outcome: outcomeSchema.default({}),
  note: note.optional(),
  reliefChange: manualChange.optional(),
  capacityChange: manualChange.optional(),
});
export type CompleteBody = z.infer<typeof completeBodySchema>;
export const cancelBodySchema = z.object({
  category: textSchema(60).default("other"),
  reason: reason.optional(),
});

export const instancePatchSchema = z
  .object({
    forecast: forecastSchema,
    outcome: outcomeSchema,
    note,
    description,
    place,
    cancelReason: reason,
    cancelCategory: textSchema(60),
  })
  .extend({ dueAt: givenInstantSchema.nullable() })
  .partial();
export type InstancePatch = z.infer<typeof instancePatchSchema>;

export const instanceSchema = z.object({
  id: idSchema,
  taskId: idSchema,
  taskName: z.string(),
  taskType: z.string().nullable(),
  taskVersion: z.number().int(),
  state: z.enum(instanceStates),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  deletedAt: instantSchema.nullable(),
  initializedAt: instantSchema.nullable(),
  firstStartedAt: instantSchema.nullable(),
  completedAt: instantSchema.nullable(),
  cancelledAt: instantSchema.nullable(),
  dueAt: instantSchema.nullable(),
  closedOn: daySchema.nullable(),
  postponedCount: z.number().int(),
  description: z.string(),
  place: z.string().nullable(),
  forecast: readings(forecastFields),
  outcome: readings(outcomeFields),
  reliefChange: changeSchema,
  capacityChange: changeSchema,
  progress: z.number().nullable(),
  note: z.string(),
  cancelCategory: z.string().nullable(),
  cancelReason: z.string(),
  /** Field → touched, imported, defaulted; for example `outcome.aversion`. */
  provenance: z.record(z.string(), z.enum(["touched", "imported", "defaulted"])),
  clock: z.object({
    running: z.boolean(),
    /** Milliseconds worked up to `asOf`. */
    workedMs: z.number(),
    asOf: instantSchema,
  }),
  eventCount: z.number().int(),
  /** Until when deletion, finish or cancellation can be undone; null when there is nothing to undo or it is too late. */
  undoUntil: instantSchema.nullable(),
  canTakeBackEdit: z.boolean(),
});
export type InstanceView = z.infer<typeof instanceSchema>;

export const instanceListQuerySchema = pageQuerySchema.extend({
  /** `open` = planned, initialized, active or paused; `closed` = completed or cancelled; `deleted` within 30 days. */
  show: z.enum(["open", "closed", "completed", "cancelled", "deleted", "all"]).default("all"),
  taskId: idSchema.optional(),
  search: textSchema(200).optional(),
  cancelCategory: textSchema(60).optional(),
  from: daySchema.optional(),
  to: daySchema.optional(),
});
export const instancePageSchema = pageOf(instanceSchema);
export type InstancePage = z.infer<typeof instancePageSchema>;

/** One line of the history of a go, newest last. `changes` names the fields with what they were and became. */
export const instanceHistorySchema = z.object({
  items: z.array(
    z.object({
      seq: z.number().int(),
      type: z.string(),
      at: instantSchema,
      reason: z.string().nullable(),
      changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
    }),
  ),
});
export type InstanceHistoryView = z.infer<typeof instanceHistorySchema>;
