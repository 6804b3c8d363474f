import { actualScales, predictedScales, type ScaleField, type ScaleProposal } from "./scale-drift.ts";
import type { SourceActual, SourceInstance, SourcePredicted } from "./source-rows.ts";

/**
 * The instances with the proposed values times ten; everything else, `raw`, `predicted` and `actual` included, is as it was.
 * Carry it out only when the person agreed.
 */
export function convertScale(
  instances: readonly SourceInstance[],
  proposals: readonly ScaleProposal[],
): SourceInstance[] {
  const fieldsById = new Map<string, Set<ScaleField>>();
  for (const { field, ids } of proposals) {
    for (const id of ids) fieldsById.set(id, (fieldsById.get(id) ?? new Set()).add(field));
  }
  return instances.map((instance) => {
    const fields = fieldsById.get(instance.id);
    return fields === undefined ? instance : converted(instance, fields);
  });
}

function converted(instance: SourceInstance, fields: ReadonlySet<ScaleField>): SourceInstance {
  const predictedValues: { -readonly [K in keyof SourcePredicted]: SourcePredicted[K] } = {
    ...instance.predictedValues,
  };
  for (const key of predictedScales) {
    if (fields.has(`predicted.${key}`)) predictedValues[key] = timesTen(predictedValues[key]);
  }
  const actualValues: { -readonly [K in keyof SourceActual]: SourceActual[K] } = { ...instance.actualValues };
  for (const key of actualScales) {
    if (fields.has(`actual.${key}`)) actualValues[key] = timesTen(actualValues[key]);
  }
  return { ...instance, predictedValues, actualValues };
}

function timesTen(value: number | null): number | null {
  return value === null ? null : value * 10;
}
