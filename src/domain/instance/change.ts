import { type Change, type Instance, manualChanges } from "./instance.ts";

export type ManualChange = keyof typeof manualChanges;

/**
 * How relief or capacity moved, −100…100. What a person said in words ("less, the same, more" → −15, 0, +15) stands;
 * else after − before when both readings (0–100) were given; else null. Source: M-41.
 */
export function changeOf(
  before: number | null,
  after: number | null,
  manual: ManualChange | undefined,
): Change | null {
  if (manual !== undefined) return { mode: "manual", value: manualChanges[manual] };
  if (before === null || after === null) return null;
  return { mode: "derived", value: after - before };
}

type Readings = Pick<Instance, "forecast" | "outcome" | "reliefChange" | "capacityChange">;

/** The changes again where an edit altered a reading they were derived from; what was told in words stays. */
export function recomputedChanges(
  old: Readings,
  next: Readings,
): Pick<Instance, "reliefChange" | "capacityChange"> {
  const relief = (of: Readings) => [of.forecast.reliefNow, of.outcome.relief] as const;
  const capacity = (of: Readings) => [of.forecast.capacity, of.outcome.capacity] as const;
  return {
    reliefChange: recomputed(next.reliefChange, relief(old), relief(next)),
    capacityChange: recomputed(next.capacityChange, capacity(old), capacity(next)),
  };
}

type Pair = readonly [before: number | null, after: number | null];

function recomputed(change: Change | null, old: Pair, next: Pair): Change | null {
  const untouched = old[0] === next[0] && old[1] === next[1];
  return untouched || change?.mode === "manual" ? change : changeOf(next[0], next[1], undefined);
}
