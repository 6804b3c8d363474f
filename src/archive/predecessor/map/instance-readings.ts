import type { FieldProvenance, InstanceState } from "#domain/instance/instance.ts";
import type { InstanceTable } from "#storage/schema.ts";
import type { SourceInstance } from "../read/source-rows.ts";
import { readEmotions } from "./emotion-readings.ts";
import type { PredecessorExtra } from "./extra.ts";
import type { MapContext } from "./map-context.ts";
import { isPrefilled, type ScaleField, scaleFields, scaleReadings } from "./scale-readings.ts";

/** The column of a scale. */
const scaleColumns = {
  "forecast.aversion": "forecastAversion",
  "forecast.relief": "forecastRelief",
  "forecast.mentalEnergy": "forecastMentalEnergy",
  "forecast.difficulty": "forecastDifficulty",
  "forecast.emotional": "forecastEmotional",
  "forecast.physical": "forecastPhysical",
  "forecast.stress": "forecastStress",
  "forecast.motivation": "motivation",
  "outcome.aversion": "outcomeAversion",
  "outcome.relief": "outcomeRelief",
  "outcome.mentalEnergy": "outcomeMentalEnergy",
  "outcome.difficulty": "outcomeDifficulty",
  "outcome.emotional": "outcomeEmotional",
  "outcome.physical": "outcomePhysical",
  "outcome.stress": "outcomeStress",
} as const satisfies Record<ScaleField, keyof InstanceTable>;

type Scales = Record<(typeof scaleColumns)[ScaleField], number | null>;

export interface InstanceReadings {
  readonly columns: Scales & {
    forecastMinutes: number | null;
    outcomeMinutes: number | null;
    outcomeCompletion: number | null;
    progress: number | null;
    carriedMinutes: number | null;
    emotionsBefore: string;
    emotionsAfter: string;
  };
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
  const scales: Partial<Scales> = {};
  for (const field of scaleFields) {
    let value = found[field];
    if (value !== null) {
      const outcome = field.startsWith("outcome.");
      provenance[field] = prefilled && outcome && field !== "outcome.aversion" ? "defaulted" : "imported";
      if (context.converts(field, createdAt)) {
        repair("scale-converted", field);
        value *= 10;
      }
      const fitting = Math.min(100, Math.max(0, value)) + 0;
      if (fitting !== value) repair("scale-range", field);
      value = fitting;
    }
    scales[scaleColumns[field]] = value;
  }
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
    if (Object.keys(readings.values).length > readings.bare.length) provenance[field] = "imported";
    else if (readings.bare.length > 0) provenance[field] = "defaulted";
    for (const id of readings.bare) provenance[`${field}.${id}`] = "defaulted";
    if (readings.outOfRange) repair("scale-range", field);
    return readings;
  };
  const emotionsBefore = emotions("forecast.emotions", before.emotions);
  const emotionsAfter = emotions("outcome.emotions", after.emotions);
  return {
    columns: {
      // Every column of `scaleColumns` was set above.
      ...(scales as Scales),
      forecastMinutes: amount("forecast.minutes", before.timeEstimateMinutes),
      outcomeMinutes: amount("outcome.minutes", after.timeActualMinutes),
      outcomeCompletion: amount("outcome.completion", after.completionPercent),
      progress: amount("", after.pauseCompletionPercentage),
      carriedMinutes: amount("", after.timeSpentBeforePause),
      emotionsBefore: JSON.stringify(emotionsBefore.values),
      emotionsAfter: JSON.stringify(emotionsAfter.values),
    },
    provenance,
    extra: {
      ...(isEmpty(emotionsBefore.given) ? {} : { emotionsBefore: emotionsBefore.given }),
      ...(isEmpty(emotionsAfter.given) ? {} : { emotionsAfter: emotionsAfter.given }),
      ...(isEmpty(defaulted) ? {} : { defaulted }),
    },
  };
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}
