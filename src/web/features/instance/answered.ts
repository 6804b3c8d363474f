/** Only what was touched: null and undefined are left out, so that untouched never becomes an answer. */
export function answered<Answers extends object>(answers: Answers): Partial<Answers> {
  const given = Object.entries(answers).filter(([, value]) => value !== null && value !== undefined);
  // The keys are those of Answers, fewer of them.
  return Object.fromEntries(given) as Partial<Answers>;
}

/** Emotion answers without the untouched ones; undefined when there are none. */
export function answeredEmotions(
  values: Readonly<Record<string, number | null>>,
): Record<string, number> | undefined {
  const given = Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== null);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
