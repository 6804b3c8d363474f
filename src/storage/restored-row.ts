import type { Owner, Tx } from "./database.ts";
import { insertMany } from "./dialect/insert-many.ts";

/** Notes which rows of a table an import of an archive brought. `keys`: primary keys without the owner, as JSON lists. */
export async function insertRestoredRows(
  tx: Tx,
  owner: Owner,
  importId: string,
  tableName: string,
  keys: readonly string[],
): Promise<void> {
  const rows = keys.map((rowKey) => ({ userId: owner, importId, tableName, rowKey }));
  await insertMany(tx, "restoredRow", rows);
}

/** Which of these rows of a table an import brought. */
export async function findRestoredRows(
  tx: Tx,
  owner: Owner,
  importId: string,
  tableName: string,
  keys: readonly string[],
): Promise<Set<string>> {
  const found = new Set<string>();
  for (let start = 0; start < keys.length; start += keysAtOnce) {
    const rows = await tx
      .selectFrom("restoredRow")
      .select("rowKey")
      .where("userId", "=", owner)
      .where("importId", "=", importId)
      .where("tableName", "=", tableName)
      .where("rowKey", "in", keys.slice(start, start + keysAtOnce))
      .execute();
    for (const { rowKey } of rows) found.add(rowKey);
  }
  return found;
}

/** The keys of the rows of one table that an import brought, in pages. Rows may be taken off the list meanwhile. */
export async function* listRestoredRows(
  tx: Tx,
  owner: Owner,
  importId: string,
  tableName: string,
): AsyncGenerator<string[]> {
  let after = "";
  for (;;) {
    const rows = await tx
      .selectFrom("restoredRow")
      .select("rowKey")
      .where("userId", "=", owner)
      .where("importId", "=", importId)
      .where("tableName", "=", tableName)
      .where("rowKey", ">", after)
      .orderBy("rowKey")
      .limit(keysAtOnce)
      .execute();
    if (rows.length > 0) yield rows.map(({ rowKey }) => rowKey);
    if (rows.length < keysAtOnce) return;
    after = rows.at(-1)?.rowKey ?? "";
  }
}

/** Forgets what an import brought: all of it, or rows of one table. */
export async function forgetRestoredRows(
  tx: Tx,
  owner: Owner,
  importId: string,
  rows?: { readonly tableName: string; readonly keys: readonly string[] },
): Promise<void> {
  let query = tx.deleteFrom("restoredRow").where("userId", "=", owner).where("importId", "=", importId);
  if (rows) query = query.where("tableName", "=", rows.tableName).where("rowKey", "in", rows.keys);
  await query.execute();
}

/** SQLite takes a limited number of parameters in one statement. */
const keysAtOnce = 500;
