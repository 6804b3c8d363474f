import type { EmotionView } from "#contract/emotion.ts";
import { taskTypes } from "#domain/task/task.ts";
import { typeNames } from "./copy.ts";

/** The types offered, and the task's own where an import brought another. */
export function typeOptions(current: string | null) {
  const types = new Set<string>(taskTypes);
  if (current !== null) types.add(current);
  return [...types].map((type) => ({ value: type, label: typeNames[type] ?? type }));
}

export function emotionOptions(emotions: readonly EmotionView[]) {
  return emotions.map(({ id, positive, negative }) => ({
    value: id,
    label: negative === null ? positive : `${positive}, ${negative}`,
  }));
}
