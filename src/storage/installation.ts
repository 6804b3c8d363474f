import type { Tx } from "./database.ts";

/** A fact about this installation. */
export async function findFact(tx: Tx, key: string): Promise<string | undefined> {
  const row = await tx.selectFrom("installation").select("value").where("key", "=", key).executeTakeFirst();
  return row?.value;
}

export async function keepFact(tx: Tx, key: string, value: string): Promise<void> {
  await tx
    .insertInto("installation")
    .values({ key, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}
