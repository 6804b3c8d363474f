import type { SourceInstance } from "../read/source-rows.ts";
import { scaleReadings, type ScaleField, scaleFields } from "./scale-readings.ts";

/** "These rows look like 0–10 in this field": those created before the instant (epoch milliseconds). */
export interface ScaleProposal {
  readonly field: ScaleField;
  readonly before: number;
  readonly rows: number;
}

/** How many answers on 0–10 it takes before a change of scale is believed. */
const leastRows = 5;

/**
 * The fields whose early rows look like 0–10: every answer before some row is at most 10, and from there on the 95th
 * percentile is above 10. Only proposed, never done by itself. Source: domain 2.2.10.
 */
export function proposeScale(
  instances: readonly SourceInstance[],
  createdAt: (instance: SourceInstance) => number | null,
): ScaleProposal[] {
  const dated = instances.flatMap((source) => {
    const at = createdAt(source);
    return at === null ? [] : [{ at, readings: scaleReadings(source) }];
  });
  dated.sort((a, b) => a.at - b.at);
  return scaleFields.flatMap((field): ScaleProposal[] => {
    const answers = dated.flatMap(({ at, readings }) => {
      const value = readings[field];
      return value === null ? [] : [{ at, value }];
    });
    const change = answers.findIndex(({ value }) => value > 10);
    const before = answers[change]?.at;
    if (before === undefined) return [];
    const early = answers.filter(({ at }) => at < before);
    // Nothing but zeros is no scale: ten times zero is zero.
    if (early.length < leastRows || early.every(({ value }) => value === 0)) return [];
    const late = answers.slice(change).map(({ value }) => value);
    return percentile95(late) > 10 ? [{ field, before, rows: early.length }] : [];
  });
}

/** Ids of rows where only the outcome seems to have been multiplied by ten: forecast ≤ 10, outcome within 15 % of its tenfold. */
export function mixedScaleRows(instances: readonly SourceInstance[]): string[] {
  const names = ["relief", "mentalEnergy", "difficulty", "emotional", "physical", "stress"] as const;
  return instances.flatMap((source) => {
    const readings = scaleReadings(source);
    const mixed = names.some((name) => {
      const forecast = readings[`forecast.${name}`];
      const outcome = readings[`outcome.${name}`];
      if (forecast === null || outcome === null || forecast <= 0 || forecast > 10) return false;
      return Math.abs(outcome / (10 * forecast) - 1) <= 0.15;
    });
    return mixed ? [source.id] : [];
  });
}

function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(0.95 * sorted.length) - 1)] ?? 0;
}
