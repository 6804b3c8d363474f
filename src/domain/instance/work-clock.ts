import type { Instance, WorkInterval } from "./instance.ts";

type Clocked = Pick<Instance, "carriedMinutes" | "intervals">;

/** Milliseconds worked up to `now`: what was carried in, every interval, and the running one so far. Never negative. */
export function workedMs(instance: Clocked, now: number): number {
  return instance.intervals.reduce(
    (sum, { startedAt, endedAt }) => sum + Math.max(0, (endedAt ?? now) - startedAt),
    (instance.carriedMinutes ?? 0) * 60_000,
  );
}

/** Minutes it took: what the person said, else the clock; null when neither knows. */
export function actualMinutes(instance: Clocked & Pick<Instance, "outcome">, now: number): number | null {
  if (instance.outcome.minutes !== null) return instance.outcome.minutes;
  const ran = instance.intervals.length > 0 || instance.carriedMinutes !== null;
  return ran ? workedMs(instance, now) / 60_000 : null;
}

/** Begins an interval, not before the last one ended: a clock set back must not count the same time twice. */
export function openInterval(intervals: readonly WorkInterval[], at: number): WorkInterval[] {
  const last = intervals.at(-1);
  return [...intervals, { startedAt: Math.max(at, last?.endedAt ?? at), endedAt: null }];
}

/** Ends the running interval, if any, not before it began: a clock set back must not give negative time. */
export function closeInterval(intervals: readonly WorkInterval[], at: number): WorkInterval[] {
  const last = intervals.at(-1);
  if (last === undefined || last.endedAt !== null) return [...intervals];
  return [...intervals.slice(0, -1), { ...last, endedAt: Math.max(at, last.startedAt) }];
}

/** When it counts as closed: `at`, but never before work on it began or ended, even if the clock was set back. */
export function closingTime(instance: Pick<Instance, "firstStartedAt" | "intervals">, at: number): number {
  const last = instance.intervals.at(-1);
  return Math.max(at, instance.firstStartedAt ?? at, last?.endedAt ?? last?.startedAt ?? at);
}
