import type { ForecastInput, InstancePatch, InstanceView, OutcomeInput } from "#contract/instance.ts";
import { dayOf, instantOfDay } from "../../lib/days.ts";
import { typedMinutes } from "../../lib/minutes.ts";
import type { ScaleAnswers } from "./scale-list.tsx";

export const forecastScales = [
  "aversion",
  "relief",
  "reliefNow",
  "capacity",
  "motivation",
  "mentalEnergy",
  "difficulty",
  "emotional",
  "physical",
  "stress",
] as const;

export const outcomeScales = [
  "aversion",
  "relief",
  "capacity",
  "mentalEnergy",
  "difficulty",
  "emotional",
  "physical",
  "stress",
] as const;

export interface EditDraft {
  forecast: ScaleAnswers;
  forecastMinutes: string;
  forecastEmotions: Record<string, number | null>;
  outcome: ScaleAnswers;
  outcomeMinutes: string;
  outcomeEmotions: Record<string, number | null>;
  completion: number | null;
  note: string;
  description: string;
  place: string;
  dueDay: string | null;
  cancelCategory: string | null;
  cancelReason: string;
}

/** The form as the instance is now. Editing shows what was answered; only a finish is asked blind. */
export function editDraftOf(instance: InstanceView, timeZone: string): EditDraft {
  const { forecast, outcome } = instance;
  return {
    forecast: Object.fromEntries(forecastScales.map((field) => [field, forecast[field]])),
    forecastMinutes: forecast.minutes === null ? "" : String(forecast.minutes),
    forecastEmotions: forecast.emotions,
    outcome: Object.fromEntries(outcomeScales.map((field) => [field, outcome[field]])),
    outcomeMinutes: outcome.minutes === null ? "" : String(outcome.minutes),
    outcomeEmotions: outcome.emotions,
    completion: outcome.completion,
    note: instance.note,
    description: instance.description,
    place: instance.place ?? "",
    dueDay: instance.dueAt === null ? null : dayOf(instance.dueAt, timeZone),
    cancelCategory: instance.cancelCategory,
    cancelReason: instance.cancelReason,
  };
}

/** Only what differs from before: an untouched field never becomes an answer by being saved. */
export function patchOf(before: EditDraft, after: EditDraft, timeZone: string): InstancePatch {
  const forecast: ForecastInput = {
    ...changedAnswers(before.forecast, after.forecast),
    ...(before.forecastMinutes !== after.forecastMinutes && {
      minutes: typedMinutes(after.forecastMinutes) ?? null,
    }),
    ...(!sameAnswers(before.forecastEmotions, after.forecastEmotions) && {
      emotions: given(after.forecastEmotions),
    }),
  };
  const outcome: OutcomeInput = {
    ...changedAnswers(before.outcome, after.outcome),
    ...(before.outcomeMinutes !== after.outcomeMinutes && {
      minutes: typedMinutes(after.outcomeMinutes) ?? null,
    }),
    ...(!sameAnswers(before.outcomeEmotions, after.outcomeEmotions) && {
      emotions: given(after.outcomeEmotions),
    }),
    ...(before.completion !== after.completion && { completion: after.completion }),
  };
  const place = after.place.trim() === "" ? null : after.place.trim();
  return {
    ...(Object.keys(forecast).length > 0 && { forecast }),
    ...(Object.keys(outcome).length > 0 && { outcome }),
    ...(before.note !== after.note && { note: after.note }),
    ...(before.description !== after.description && { description: after.description }),
    ...(before.place !== after.place && { place }),
    ...(before.dueDay !== after.dueDay && {
      dueAt: after.dueDay === null ? null : instantOfDay(after.dueDay, timeZone),
    }),
    ...(before.cancelCategory !== after.cancelCategory &&
      after.cancelCategory !== null && { cancelCategory: after.cancelCategory }),
    ...(before.cancelReason !== after.cancelReason && { cancelReason: after.cancelReason }),
  };
}

function changedAnswers(before: ScaleAnswers, after: ScaleAnswers): ScaleAnswers {
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => value !== (before[field] ?? null)),
  );
}

function given(values: Record<string, number | null>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== null),
  );
}

function sameAnswers(one: Record<string, number | null>, other: Record<string, number | null>): boolean {
  const ids = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...ids].every((id) => (one[id] ?? null) === (other[id] ?? null));
}
