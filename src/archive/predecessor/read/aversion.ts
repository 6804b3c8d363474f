import type { SourceLifecycle } from "./lifecycle.ts";
import type { SourcePredicted } from "./source-rows.ts";

export interface SourceAversion {
  readonly forecast: number | null;
  readonly outcome: number | null;
  /** `defaulted`: the form had filled the outcome in from the forecast, so nobody said it. Null: there is nothing. */
  readonly outcomeProvenance: "imported" | "defaulted" | null;
  /** The pre-filled value that is not taken as an outcome, to be kept beside it. */
  readonly prefilled: number | null;
}

type Readings = Pick<SourcePredicted, "initializationExpectedAversion" | "expectedAversion">;

/**
 * The predecessor overwrites the expected aversion when an instance is finished and keeps the first reading elsewhere: so the
 * forecast is that first reading, and the outcome is what differs from it, of finished instances only.
 */
export function forecastAndOutcomeAversion(readings: Readings, lifecycle: SourceLifecycle): SourceAversion {
  const { initializationExpectedAversion: first, expectedAversion: latest } = readings;
  const forecast = first ?? latest;
  if (lifecycle !== "completed" || latest === null) {
    return { forecast, outcome: null, outcomeProvenance: null, prefilled: null };
  }
  if (latest === forecast)
    return { forecast, outcome: null, outcomeProvenance: "defaulted", prefilled: latest };
  return { forecast, outcome: latest, outcomeProvenance: "imported", prefilled: null };
}
