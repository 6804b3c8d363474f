import { numberAt } from "./json-values.ts";
import type { SourceInstance } from "./source-rows.ts";

type PrefilledRow = Pick<SourceInstance, "predictedValues" | "actual">;

/**
 * `defaulted` if nobody moved a slider of the completion form: all five are present in `actual`, equal the forecast's, and the
 * form counted no adjustment (domain.md, end of appendix D). Columns do not count, they are copies.
 */
export function prefilledActuals(row: PrefilledRow): "defaulted" | "imported" {
  if (numberAt(row.actual, "completion_sliders_adjusted_count") !== 0) return "imported";
  const expected = row.predictedValues;
  const pairs: readonly (readonly [number | null, number | null])[] = [
    [numberAt(row.actual, "actual_relief"), expected.expectedRelief],
    [numberAt(row.actual, "actual_mental_energy", "actual_cognitive"), expected.expectedMentalEnergy],
    [numberAt(row.actual, "actual_difficulty", "actual_cognitive"), expected.expectedDifficulty],
    [numberAt(row.actual, "actual_emotional", "emotional_load"), expected.expectedEmotionalLoad],
    [numberAt(row.actual, "actual_physical"), expected.expectedPhysicalLoad],
  ];
  return pairs.every(([actual, forecast]) => actual !== null && actual === forecast)
    ? "defaulted"
    : "imported";
}
