import { excludedCategories } from "../instance/cancel-category.ts";
import type { Instance } from "../instance/instance.ts";

/** How many of the latest pairs the card shows. */
const cardPairs = 10;

export interface AversionPair {
  instanceId: string;
  closedOn: string | null;
  forecast: number;
  outcome: number;
}

export interface ForecastCard {
  n: number;
  pairs: AversionPair[];
  higher: number;
  lower: number;
}

/** What of a past instance the card needs. */
export type PastInstance = Pick<
  Instance,
  "id" | "state" | "completedAt" | "closedOn" | "deletedAt" | "cancelCategory" | "provenance"
> & { forecast: { aversion: number | null }; outcome: { aversion: number | null } };

/**
 * Aversion as forecast beside aversion as it was (both 0–100), over every completed instance that has both answers.
 * An outcome that a form had pre-filled is no answer. `pairs` are the latest ten, oldest first; the counts are over all n.
 */
export function forecastCard(past: readonly PastInstance[]): ForecastCard {
  const pairs = past
    .filter(({ completedAt }) => completedAt !== null)
    .toSorted(
      (one, other) => (one.completedAt ?? 0) - (other.completedAt ?? 0) || (one.id < other.id ? -1 : 1),
    )
    .flatMap(pairOf);
  return {
    n: pairs.length,
    pairs: pairs.slice(-cardPairs),
    higher: pairs.filter(({ forecast, outcome }) => forecast > outcome).length,
    lower: pairs.filter(({ forecast, outcome }) => forecast < outcome).length,
  };
}

function pairOf(instance: PastInstance): AversionPair[] {
  const { id, closedOn, provenance, cancelCategory } = instance;
  const forecast = instance.forecast.aversion;
  const outcome = instance.outcome.aversion;
  if (instance.state !== "completed" || instance.deletedAt !== null) return [];
  if (cancelCategory !== null && excludedCategories.includes(cancelCategory)) return [];
  if (forecast === null || outcome === null || provenance["outcome.aversion"] === "defaulted") return [];
  return [{ instanceId: id, closedOn, forecast, outcome }];
}

/** What the screen says when both are side by side; the sentence itself is the web's. */
export type Reveal =
  | { kind: "lower" | "higher" | "same"; forecast: number; outcome: number; difference: number }
  | { kind: "only-forecast"; forecast: number }
  | { kind: "only-outcome"; outcome: number }
  | { kind: "neither" };

/** Outcome against forecast (0–100, null when untouched); `difference` is how far apart they are, ≥ 0. */
export function reveal(forecast: number | null, outcome: number | null): Reveal {
  if (forecast === null) return outcome === null ? { kind: "neither" } : { kind: "only-outcome", outcome };
  if (outcome === null) return { kind: "only-forecast", forecast };
  const difference = Math.abs(outcome - forecast);
  if (difference === 0) return { kind: "same", forecast, outcome, difference };
  return { kind: outcome < forecast ? "lower" : "higher", forecast, outcome, difference };
}
