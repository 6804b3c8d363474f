import type { EmotionView } from "#contract/emotion.ts";
import type { EmotionQuestion } from "../../ui/emotion-scales.tsx";
import { capitalized, copy } from "./copy.ts";

/** The scales to ask: the emotions a task names, or the usual pairs and the person's own. */
export function emotionQuestions(
  emotions: readonly EmotionView[],
  asked: readonly string[] | null,
): EmotionQuestion[] {
  return emotions
    .filter((emotion) => asked === null || asked.includes(emotion.id))
    .map((emotion) => {
      if (emotion.negative === null) {
        return {
          id: emotion.id,
          question: capitalized(emotion.positive),
          ...copy.emotionEnds,
          form: "unipolar",
        };
      }
      return {
        id: emotion.id,
        question: copy.emotionPair(emotion.positive, emotion.negative),
        low: emotion.negative,
        high: emotion.positive,
        form: "bipolar",
      };
    });
}
