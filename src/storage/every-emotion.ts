import type { Emotion } from "#domain/emotion/emotion-pair.ts";
import type { Owner, Tx } from "./database.ts";

/** All emotions a person ever had, removed ones included: what was answered may still name them. */
export async function listEveryEmotion(tx: Tx, owner: Owner): Promise<Emotion[]> {
  const emotions = await tx
    .selectFrom("emotion")
    .select(["id", "kind", "positive", "negative"])
    .where("userId", "=", owner)
    .orderBy("position")
    .orderBy("id")
    .execute();
  return emotions.map((emotion) => ({ ...emotion, kind: emotion.kind === "pair" ? "pair" : "custom" }));
}
