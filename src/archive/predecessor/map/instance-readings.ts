import type { FieldProvenance, Forecast, InstanceState, Outcome } from "#domain/instance/instance.ts";
import type { SourceInstance } from "../read/source-rows.ts";
import { readEmotions } from "./emotion-readings.ts";
import type { PredecessorExtra } from "./extra.ts";
import type { MapContext } from "./map-context.ts";
import { isPrefilled, type ScaleField, scaleReadings } from "./scale-readings.ts";

export interface InstanceReadings {
  readonly forecast: Forecast;
  readonly outcome: Outcome;
  readonly progress: number | null;
  readonly carriedMinutes: number | null;
  readonly provenance: Record<string, FieldProvenance>;
  readonly extra: Pick<PredecessorExtra, "emotionsBefore" | "emotionsAfter" | "defaulted">;
}

/** Everything answered, on our scales, with where it came from. Values out of range are moved to its end. */
export function instanceReadings(
  source: SourceInstance,
  state: InstanceState,
  createdAt: number,
  context: MapContext,
): InstanceReadings {
  const repair = (code: "scale-range" | "scale-converted", field: string) =>
    context.repair(code, "task_instances", source.id, field);
  const { predictedValues: before, actualValues: after } = source;
  const provenance: Record<string, FieldProvenance> = {};
  const found = scaleReadings(source);
  const prefilled = isPrefilled(source, found);
  const scale = (field: ScaleField): number | null => {
    const value = found[field];
    if (value === null) return null;
    const filledIn = prefilled && field.startsWith("outcome.") && field !== "outcome.aversion";
    provenance[field] = filledIn ? "defaulted" : "imported";
    const converted = context.converts(field, createdAt);
    if (converted) repair("scale-converted", field);
    const ours = converted ? value * 10 : value;
    const fitting = Math.min(100, Math.max(0, ours)) + 0;
    if (fitting !== ours) repair("scale-range", field);
    return fitting;
  };
  const amount = (field: string, value: number | null) => {
    if (value === null) return null;
    if (field !== "") provenance[field] = "imported";
    const fitting = Math.min(1e9, Math.max(0, value)) + 0;
    if (fitting !== value) repair("scale-range", field);
    return fitting;
  };
  const defaulted: Record<string, number> = {};
  if (state === "completed" && before.expectedAversion !== null && found["outcome.aversion"] === null) {
    provenance["outcome.aversion"] = "defaulted";
    defaulted["outcome.aversion"] = before.expectedAversion;
  }
  const emotions = (field: "forecast.emotions" | "outcome.emotions", given: typeof before.emotions) => {
    const readings = readEmotions(given, context.emotions);
    if (readings.valued) provenance[field] = "imported";
    else if (readings.bare.length > 0) provenance[field] = "defaulted";
    for (const id of readings.bare) provenance[`${field}.${id}`] = "defaulted";
    if (readings.outOfRange) repair("scale-range", field);
    return readings;
  };
  const emotionsBefore = emotions("forecast.emotions", before.emotions);
  const emotionsAfter = emotions("outcome.emotions", after.emotions);
  const forecast: Forecast = {
    aversion: scale("forecast.aversion"),
    relief: scale("forecast.relief"),
    minutes: amount("forecast.minutes", before.timeEstimateMinutes),
    mentalEnergy: scale("forecast.mentalEnergy"),
    difficulty: scale("forecast.difficulty"),
    emotional: scale("forecast.emotional"),
    physical: scale("forecast.physical"),
    stress: scale("forecast.stress"),
    motivation: scale("forecast.motivation"),
    capacity: null,
    reliefNow: null,
    emotions: emotionsBefore.values,
  };
  const outcome: Outcome = {
    aversion: scale("outcome.aversion"),
    relief: scale("outcome.relief"),
    minutes: amount("outcome.minutes", after.timeActualMinutes),
    completion: amount("outcome.completion", after.completionPercent),
    mentalEnergy: scale("outcome.mentalEnergy"),
    difficulty: scale("outcome.difficulty"),
    emotional: scale("outcome.emotional"),
    physical: scale("outcome.physical"),
    stress: scale("outcome.stress"),
    capacity: null,
    emotions: emotionsAfter.values,
  };
  const extra: InstanceReadings["extra"] = {};
  if (emotionsBefore.given !== null) extra.emotionsBefore = emotionsBefore.given;
  if (emotionsAfter.given !== null) extra.emotionsAfter = emotionsAfter.given;
  if (!isEmpty(defaulted)) extra.defaulted = defaulted;
  return {
    forecast,
    outcome,
    progress: amount("", after.pauseCompletionPercentage),
    carriedMinutes: amount("", after.timeSpentBeforePause),
    provenance,
    extra,
  };
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}
