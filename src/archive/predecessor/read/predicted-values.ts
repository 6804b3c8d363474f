import { emotionsOf, numberAt, textAt } from "./json-values.ts";
import type { SourceObject, SourcePredicted } from "./source-rows.ts";

/** The forecast's values with older keys resolved: domain.md 2.2.6 and appendix D. A real 0 is a value. */
export function predictedValues(predicted: SourceObject | null): SourcePredicted {
  return {
    expectedAversion: numberAt(predicted, "expected_aversion", "aversion"),
    initializationExpectedAversion: numberAt(predicted, "initialization_expected_aversion"),
    initialAversion: numberAt(predicted, "initial_aversion"),
    expectedRelief: numberAt(predicted, "expected_relief"),
    expectedMentalEnergy: numberAt(
      predicted,
      "expected_mental_energy",
      "expected_cognitive_load",
      "expected_cognitive",
    ),
    expectedDifficulty: numberAt(
      predicted,
      "expected_difficulty",
      "expected_cognitive_load",
      "expected_cognitive",
    ),
    expectedEmotionalLoad: numberAt(
      predicted,
      "expected_emotional_load",
      "expected_emotional",
      "emotional_load",
    ),
    expectedPhysicalLoad: numberAt(predicted, "expected_physical_load"),
    expectedStress: numberAt(predicted, "expected_stress"),
    motivation: numberAt(predicted, "motivation"),
    timeEstimateMinutes: numberAt(predicted, "time_estimate_minutes", "estimate"),
    initFormDurationSeconds: numberAt(predicted, "init_form_duration_seconds"),
    initSlidersAdjustedCount: numberAt(predicted, "init_sliders_adjusted_count"),
    description: textAt(predicted, "description"),
    physicalContext: textAt(predicted, "physical_context"),
    emotions: emotionsOf(predicted),
  };
}
