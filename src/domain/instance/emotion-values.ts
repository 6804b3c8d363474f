import type { Emotion, EmotionValues } from "../emotion/emotion-pair.ts";

export interface EmotionProblem {
  emotionId: string;
  problem: "unknown" | "out-of-range";
}

/** What is wrong with these answers: a pair takes −100…100, a custom emotion 0…100. Empty when nothing is. */
export function checkEmotionValues(values: EmotionValues, emotions: readonly Emotion[]): EmotionProblem[] {
  const kinds = new Map(emotions.map((emotion) => [emotion.id, emotion.kind]));
  return Object.entries(values).flatMap(([emotionId, value]): EmotionProblem[] => {
    const kind = kinds.get(emotionId);
    if (kind === undefined) return [{ emotionId, problem: "unknown" }];
    const least = kind === "pair" ? -100 : 0;
    return value >= least && value <= 100 ? [] : [{ emotionId, problem: "out-of-range" }];
  });
}
