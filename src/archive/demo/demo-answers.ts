import { defaultPairs } from "#domain/emotion/emotion-pair.ts";
import type { Forecast, Outcome } from "#domain/instance/instance.ts";
import type { Chance } from "./chance.ts";
import type { DemoTask } from "./demo-tasks.ts";

/** What somebody expects; much is left untouched, as people do. */
export function demoForecast(task: DemoTask, chance: Chance, elapsed: number): Partial<Forecast> {
  const { dread, estimateMinutes } = task;
  const answered = (share: number, value: number) => (chance.happens(share) ? scale(value) : undefined);
  // Over the half year about a quarter of the difference between fear and fact is unlearned.
  const expected = dread - (dread - task.felt) * 0.25 * elapsed + chance.spread(10);
  const loads = chance.happens(0.35);
  return withoutUndefined({
    aversion: answered(0.95, expected),
    relief: answered(0.6, 45 + dread * 0.25 + chance.spread(14)),
    minutes:
      estimateMinutes !== null && chance.happens(0.5)
        ? Math.max(5, Math.round((estimateMinutes * (1.15 + chance.spread(0.25))) / 5) * 5)
        : undefined,
    mentalEnergy: loads ? answered(0.9, dread * 0.8 + chance.spread(15)) : undefined,
    difficulty: loads ? answered(0.8, dread * 0.7 + chance.spread(15)) : undefined,
    emotional: loads ? answered(0.7, dread * 0.9 + chance.spread(18)) : undefined,
    physical: loads
      ? answered(0.5, (task.taskType === "self-care" ? 40 : 15) + chance.spread(12))
      : undefined,
    motivation: answered(0.3, 70 - dread * 0.4 + chance.spread(16)),
    capacity: answered(0.4, 55 + chance.spread(18)),
    reliefNow: answered(0.2, 35 + chance.spread(15)),
    emotions: emotions(chance, 0.3, -dread * 0.5),
  });
}

/** How it was: usually milder than feared, now and then worse. */
export function demoOutcome(task: DemoTask, forecast: Partial<Forecast>, chance: Chance): Partial<Outcome> {
  const answered = (share: number, value: number) => (chance.happens(share) ? scale(value) : undefined);
  const expected = forecast.aversion ?? task.dread;
  const bad = chance.happens(0.13) ? 30 : 0;
  const felt = task.felt + (expected - task.dread) * 0.35 + bad + chance.spread(12);
  const loads = forecast.mentalEnergy != null && chance.happens(0.75);
  return withoutUndefined({
    aversion: answered(0.94, felt),
    relief: answered(0.8, 62 + (expected - felt) * 0.3 + chance.spread(14)),
    // Told only when the clock was wrong.
    minutes:
      task.estimateMinutes !== null && chance.happens(0.07)
        ? Math.max(2, Math.round(task.estimateMinutes * (0.8 + chance.spread(0.2))))
        : undefined,
    completion: chance.happens(0.65)
      ? chance.pick([100, 100, 100, 100, 100, 90, 80, 60, 50, 120])
      : undefined,
    mentalEnergy: loads ? answered(0.9, felt + 8 + chance.spread(13)) : undefined,
    difficulty: loads ? answered(0.8, felt + chance.spread(13)) : undefined,
    emotional: loads ? answered(0.7, felt + chance.spread(15)) : undefined,
    physical: loads
      ? answered(0.5, (task.taskType === "self-care" ? 38 : 12) + chance.spread(12))
      : undefined,
    capacity:
      forecast.capacity == null ? undefined : answered(0.7, forecast.capacity - 4 + chance.spread(14)),
    emotions: emotions(chance, 0.28, 25 - felt * 0.3),
  });
}

function emotions(chance: Chance, share: number, around: number): Record<string, number> | undefined {
  if (!chance.happens(share)) return undefined;
  const answered = defaultPairs.filter(() => chance.happens(0.6));
  const values = answered.map(
    ({ id }) => [id, clamp(Math.round(around + chance.spread(24)), -100, 100)] as const,
  );
  return values.length === 0 ? undefined : Object.fromEntries(values);
}

/** People stop a slider at fives more often than not. */
function scale(value: number): number {
  return clamp(Math.round(value / 5) * 5, 0, 100);
}

function clamp(value: number, least: number, most: number): number {
  // Adding 0 turns −0 into 0.
  return Math.min(most, Math.max(least, value)) + 0;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(record: T): Defined<T> {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  // Only the undefined values are taken out; what remains has the types it had.
  return Object.fromEntries(entries) as Defined<T>;
}
