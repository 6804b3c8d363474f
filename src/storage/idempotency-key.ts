import type { Owner, Tx } from "./database.ts";
import type { IdempotencyKeyTable } from "./schema.ts";

/** The answer a write was given, kept under its Idempotency-Key. */
export type KeptAnswer = Omit<IdempotencyKeyTable, "userId">;

export async function findAnswer(tx: Tx, owner: Owner, key: string): Promise<KeptAnswer | undefined> {
  return await tx
    .selectFrom("idempotencyKey")
    .select(["key", "requestHash", "status", "body", "createdAt"])
    .where("userId", "=", owner)
    .where("key", "=", key)
    .executeTakeFirst();
}

/** Keeps an answer in place of an older one. */
export async function keepAnswer(tx: Tx, owner: Owner, answer: KeptAnswer): Promise<void> {
  const { key, ...content } = answer;
  await tx
    .insertInto("idempotencyKey")
    .values({ userId: owner, key, ...content })
    .onConflict((conflict) => conflict.columns(["userId", "key"]).doUpdateSet(content))
    .execute();
}

/** Removes everyone's answers kept before `instant` (epoch milliseconds). */
export async function deleteAnswersBefore(tx: Tx, instant: number): Promise<void> {
  await tx.deleteFrom("idempotencyKey").where("createdAt", "<", instant).execute();
}
