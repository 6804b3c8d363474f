import { createHash } from "node:crypto";
import type { Emotion } from "#domain/emotion/emotion-pair.ts";
import { foldText } from "#domain/text/fold-text.ts";
import type { Owner, Tx } from "./database.ts";
import type { EmotionTable } from "./schema.ts";

/** A person's emotions: pairs first, then custom ones, each in their order. Removed ones are left out. */
export async function listEmotions(tx: Tx, owner: Owner): Promise<Emotion[]> {
  return (await selectEmotions(tx, owner).where("deletedAt", "is", null).execute()).map(emotionOfRow);
}

/** The emotion of that name or pair of names, removed or not. */
export async function findEmotionByName(tx: Tx, owner: Owner, nameKey: string) {
  const row = await selectEmotions(tx, owner).where("nameKey", "=", nameKey).executeTakeFirst();
  return row && { emotion: emotionOfRow(row), deletedAt: row.deletedAt };
}

export async function insertEmotions(tx: Tx, owner: Owner, emotions: readonly Emotion[], now: number) {
  if (emotions.length === 0) return;
  const { count } = await tx
    .selectFrom("emotion")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("userId", "=", owner)
    .executeTakeFirstOrThrow();
  const rows = emotions.map((emotion, index) => ({
    ...emotion,
    userId: owner,
    nameKey: emotionNameKey(emotion),
    position: count + index,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    source: null,
    sourceId: null,
    importId: null,
    importedAt: null,
    extra: "{}",
  }));
  await tx.insertInto("emotion").values(rows).execute();
}

/** Removes an emotion from what is asked, or brings it back (`deletedAt` null). What was answered stays. */
export async function setEmotionDeleted(
  tx: Tx,
  owner: Owner,
  id: string,
  deletedAt: number | null,
  now: number,
) {
  const { numUpdatedRows } = await tx
    .updateTable("emotion")
    .set({ deletedAt, updatedAt: now })
    .where("userId", "=", owner)
    .where("id", "=", id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** More than an index of PostgreSQL takes (2704 bytes) must never come together. */
const longestKey = 2_000;

/** What makes an emotion the same as another one: its folded name or names, or a digest of very long ones. */
export function emotionNameKey(emotion: Pick<Emotion, "positive" | "negative">): string {
  const names = emotion.negative === null ? [emotion.positive] : [emotion.positive, emotion.negative];
  const key = names.map((name) => foldText(name).trim()).join("\n");
  return Buffer.byteLength(key) <= longestKey ? key : createHash("sha256").update(key).digest("hex");
}

function selectEmotions(tx: Tx, owner: Owner) {
  return tx
    .selectFrom("emotion")
    .selectAll()
    .where("userId", "=", owner)
    .orderBy("kind", "desc")
    .orderBy("position")
    .orderBy("id");
}

function emotionOfRow(row: EmotionTable): Emotion {
  const { id, positive, negative } = row;
  return { id, kind: row.kind === "pair" ? "pair" : "custom", positive, negative };
}
