import type { Tx } from "./database.ts";

/** Keeps an invitation by the SHA-256 of its code. */
export async function insertInvitation(tx: Tx, codeHash: string, now: number): Promise<void> {
  await tx.insertInto("invitation").values({ codeHash, createdAt: now, usedAt: null }).execute();
}

/** Uses an invitation up; false when there is none of that code, or it was used before. */
export async function useInvitation(tx: Tx, codeHash: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("invitation")
    .set({ usedAt: now })
    .where("codeHash", "=", codeHash)
    .where("usedAt", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
