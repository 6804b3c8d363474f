import type { SourceInstance } from "../read/source-rows.ts";
import { deriveLifecycle } from "./derive-lifecycle.ts";

export const scaleFields = [
  "forecast.aversion",
  "forecast.relief",
  "forecast.mentalEnergy",
  "forecast.difficulty",
  "forecast.emotional",
  "forecast.physical",
  "forecast.stress",
  "forecast.motivation",
  "outcome.aversion",
  "outcome.relief",
  "outcome.mentalEnergy",
  "outcome.difficulty",
  "outcome.emotional",
  "outcome.physical",
  "outcome.stress",
] as const;

/** A reading on 0–100. */
export type ScaleField = (typeof scaleFields)[number];

export type ScaleReadings = Record<ScaleField, number | null>;

/**
 * The scales of one instance as the source has them. The forecast of aversion is what was asked first; what the form asked
 * at the end overwrote `expected_aversion`, so only where that differs there is an outcome. Source: domain 1.4, appendix D.
 */
export function scaleReadings(source: SourceInstance): ScaleReadings {
  const { predictedValues: before, actualValues: after } = source;
  const forecast = before.initializationExpectedAversion ?? before.expectedAversion;
  const told = deriveLifecycle(source) === "completed" && before.expectedAversion !== forecast;
  return {
    "forecast.aversion": forecast,
    "forecast.relief": before.expectedRelief,
    "forecast.mentalEnergy": before.expectedMentalEnergy,
    "forecast.difficulty": before.expectedDifficulty,
    "forecast.emotional": before.expectedEmotionalLoad,
    "forecast.physical": before.expectedPhysicalLoad,
    "forecast.stress": before.expectedStress,
    "forecast.motivation": before.motivation,
    "outcome.aversion": told ? before.expectedAversion : null,
    "outcome.relief": after.relief,
    "outcome.mentalEnergy": after.mentalEnergy,
    "outcome.difficulty": after.difficulty,
    "outcome.emotional": after.emotional,
    "outcome.physical": after.physical,
    "outcome.stress": after.stress,
  };
}

/**
 * Whether the outcome is only what the form had filled in: no slider was moved and all five equal the forecast. Source: domain,
 * end of appendix D.
 */
export function isPrefilled(source: SourceInstance, readings: ScaleReadings): boolean {
  if (source.actualValues.completionSlidersAdjustedCount !== 0) return false;
  const five = ["relief", "mentalEnergy", "difficulty", "emotional", "physical"] as const;
  return five.every((name) => {
    const outcome = readings[`outcome.${name}`];
    return outcome !== null && outcome === readings[`forecast.${name}`];
  });
}
