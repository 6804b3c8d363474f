import type { SourceClock } from "./source-instant.ts";
import type { SourceActual, SourceInstance, SourcePredicted } from "./source-rows.ts";

/** The scales of an instance, named side and key, as in `predicted.expectedRelief`. */
export const predictedScales = [
  "expectedAversion",
  "initializationExpectedAversion",
  "initialAversion",
  "expectedRelief",
  "expectedMentalEnergy",
  "expectedDifficulty",
  "expectedEmotionalLoad",
  "expectedPhysicalLoad",
  "expectedStress",
  "motivation",
] as const satisfies readonly (keyof SourcePredicted)[];

export const actualScales = [
  "relief",
  "mentalEnergy",
  "difficulty",
  "emotional",
  "physical",
  "stress",
] as const satisfies readonly (keyof SourceActual)[];

export type ScaleField =
  | `predicted.${(typeof predictedScales)[number]}`
  | `actual.${(typeof actualScales)[number]}`;

export interface ScaleProposal {
  readonly field: ScaleField;
  /** `era`: rows made before an instant are 0–10. `tenfold`: only the outcome was multiplied, row by row. */
  readonly kind: "era" | "tenfold";
  /** ISO 8601, UTC: every row of the proposal was made before it. */
  readonly before: string;
  readonly rows: number;
  readonly ids: readonly string[];
}

const fewest = 5;

interface Reading {
  readonly id: string;
  readonly at: number;
  readonly value: number;
}

/**
 * Proposes, never converts: per field, the longest beginning in which no value exceeds 10 while 95 % quantile of the rest
 * does, if it has at least 5 rows that are not zero; and rows whose outcome is ten times the forecast within 15 %, if there
 * are at least 5. A lone small value is what it says (domain.md 2.2.10).
 */
export function detectScaleDrift(instances: readonly SourceInstance[], clock: SourceClock): ScaleProposal[] {
  const dated = instances
    .flatMap((instance) =>
      instance.createdAt === null ? [] : [{ instance, at: clock.toInstant(instance.createdAt).instant }],
    )
    .sort((a, b) => a.at - b.at);
  const readings = (value: (instance: SourceInstance) => number | null): Reading[] =>
    dated.flatMap(({ instance, at }) => {
      const number = value(instance);
      return number === null ? [] : [{ id: instance.id, at, value: number }];
    });
  const proposals: (ScaleProposal | null)[] = [
    ...predictedScales.map((key) =>
      era(
        `predicted.${key}`,
        readings((i) => i.predictedValues[key]),
      ),
    ),
    ...actualScales.map((key) =>
      era(
        `actual.${key}`,
        readings((i) => i.actualValues[key]),
      ),
    ),
  ];
  const inEra = new Map(proposals.map((proposal) => [proposal?.field, new Set(proposal?.ids)]));
  for (const [forecast, outcome] of sameScale) {
    const field: ScaleField = `predicted.${forecast}`;
    const tenfold = readings((i) =>
      isTenfold(i.predictedValues[forecast], i.actualValues[outcome]) && inEra.get(field)?.has(i.id) !== true
        ? i.predictedValues[forecast]
        : null,
    );
    proposals.push(proposalOf(field, "tenfold", tenfold));
  }
  return proposals.filter((proposal) => proposal !== null);
}

const sameScale = [
  ["expectedRelief", "relief"],
  ["expectedMentalEnergy", "mentalEnergy"],
  ["expectedDifficulty", "difficulty"],
  ["expectedEmotionalLoad", "emotional"],
  ["expectedPhysicalLoad", "physical"],
  ["expectedStress", "stress"],
] as const;

function isTenfold(forecast: number | null, outcome: number | null): boolean {
  if (forecast === null || outcome === null || forecast <= 0 || forecast > 10 || outcome <= 10) return false;
  const ratio = outcome / (10 * forecast);
  return ratio >= 0.85 && ratio <= 1.15;
}

function era(field: ScaleField, readings: readonly Reading[]): ScaleProposal | null {
  const large = readings.findIndex((reading) => reading.value > 10);
  if (large === -1) return null;
  // Rows made at the very instant of the first large value cannot be told from it by time.
  const start = readings[large]?.at ?? 0;
  const before = readings.slice(0, large).filter((reading) => reading.at < start);
  const after = readings
    .slice(before.length)
    .map((reading) => reading.value)
    .sort((a, b) => a - b);
  if ((after[Math.ceil(after.length * 0.95) - 1] ?? 0) <= 10) return null;
  return proposalOf(field, "era", before, start);
}

function proposalOf(
  field: ScaleField,
  kind: ScaleProposal["kind"],
  readings: readonly Reading[],
  before = (readings.at(-1)?.at ?? 0) + 1,
): ScaleProposal | null {
  const said = readings.filter((reading) => reading.value !== 0);
  if (said.length < fewest) return null;
  return {
    field,
    kind,
    before: new Date(before).toISOString(),
    rows: said.length,
    ids: said.map(({ id }) => id),
  };
}
