import { AppError } from "#contract/app-error.ts";
import type { Person } from "#domain/account/person.ts";
import type { EmotionValues } from "#domain/emotion/emotion-pair.ts";
import { cancelCategories } from "#domain/instance/cancel-category.ts";
import { checkEmotionValues } from "#domain/instance/emotion-values.ts";
import type { Instance } from "#domain/instance/instance.ts";
import type { Tx } from "#storage/database.ts";
import { listEmotions } from "#storage/emotion.ts";

interface Answers {
  forecast?: { emotions?: EmotionValues | undefined } | undefined;
  outcome?: { emotions?: EmotionValues | undefined } | undefined;
}

/**
 * Throws invalid-request for an emotion that is not the person's own or a value its kind does not have. An answer that
 * stays as it was is never refused: an emotion may have been removed, or imported, since.
 */
export async function checkEmotions(
  tx: Tx,
  person: Person,
  instance: Instance,
  answers: Answers,
): Promise<void> {
  const given = (["forecast", "outcome"] as const).map((group) => {
    const old = instance[group].emotions;
    const changed = Object.entries(answers[group]?.emotions ?? {}).filter(([id, value]) => old[id] !== value);
    return { field: `${group}.emotions`, values: Object.fromEntries(changed) };
  });
  if (given.every(({ values }) => Object.keys(values).length === 0)) return;
  const emotions = await listEmotions(tx, person.id);
  const fields: Record<string, string> = {};
  for (const { field, values } of given) {
    const [first] = checkEmotionValues(values, emotions);
    if (first) fields[field] = sentences[first.problem];
  }
  if (Object.keys(fields).length > 0) throw new AppError("invalid-request", { fields });
}

const sentences = {
  unknown: "Pick emotions from your own list.",
  "out-of-range": "An emotion goes from 0 to 100, a pair from -100 to 100.",
};

/** Throws invalid-request for a category that is not offered. */
export function checkCategory(category: string): void {
  if (cancelCategories.some(({ id }) => id === category)) return;
  throw new AppError("invalid-request", { fields: { category: "Pick one of the reasons offered." } });
}
