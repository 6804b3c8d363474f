import type { SourceEmotionValues } from "./source-rows.ts";

/** A pair by its two names; `src/domain/emotion` has the ones we begin with. */
export interface PairNames {
  readonly id: string;
  readonly negative: string;
  readonly positive: string;
}

export interface MappedEmotions {
  /** Pair id → −100…100. */
  readonly pairs: ReadonlyMap<string, number>;
  /** What belongs to no pair, under its own name, 0–100. */
  readonly custom: ReadonlyMap<string, number>;
  /** Pair ids and custom names that rest on a bare name, read as 50. */
  readonly defaulted: ReadonlySet<string>;
}

const bareValue = 50;

/**
 * One-sided emotions onto pairs: positive pole +v, negative pole −v, both v₊ − v₋; anything else stays a custom emotion
 * (domain.md 1.6). Names match whatever their case.
 */
export function mapEmotions(emotions: SourceEmotionValues, pairs: readonly PairNames[]): MappedEmotions {
  const poles = new Map<string, { id: string; sign: 1 | -1 }>();
  for (const { id, positive, negative } of pairs) {
    poles.set(fold(positive), { id, sign: 1 });
    poles.set(fold(negative), { id, sign: -1 });
  }
  const mapped = new Map<string, number>();
  const custom = new Map<string, number>();
  const defaulted = new Set<string>();
  const all = [...emotions.values, ...emotions.bareNames.map((name) => [name, null] as const)];
  for (const [name, given] of all) {
    const value = clip(given ?? bareValue, 0);
    const pole = poles.get(fold(name));
    if (given === null) defaulted.add(pole?.id ?? name);
    if (pole === undefined) custom.set(name, value);
    else mapped.set(pole.id, clip((mapped.get(pole.id) ?? 0) + pole.sign * value, -100));
  }
  return { pairs: mapped, custom, defaulted };
}

function fold(name: string): string {
  return name.trim().normalize("NFC").toLowerCase();
}

function clip(value: number, low: number): number {
  return Math.min(100, Math.max(low, value));
}
