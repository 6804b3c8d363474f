import type { Insertable } from "kysely";
import type { Owner, Tx } from "./database.ts";
import { insertMany } from "./dialect/insert-many.ts";
import type { Schema } from "./schema.ts";

/** The tables an import writes to, each after those it points at. */
export const importOrder = [
  "emotion",
  "area",
  "task",
  "taskArea",
  "instance",
  "instanceEvent",
  "workInterval",
  "note",
  "surveyResponse",
  "importedRow",
] as const;
export type ImportOrder = (typeof importOrder)[number];

/** New rows by table, every one with its owner in it. */
export type RowsToImport = { readonly [T in ImportOrder]: readonly Insertable<Schema[T]>[] };

const batchSize = 2_000;

/** Inserts all rows. `onRows` is told how many more there are now. Throws StorageError for a row of another owner. */
export async function insertImported(
  tx: Tx,
  owner: Owner,
  rows: RowsToImport,
  onRows: (count: number) => void,
): Promise<void> {
  for (const table of importOrder) await insertImportedTable(tx, owner, table, rows[table], onRows);
}

/** Inserts rows of one table, as `insertImported` does. */
export async function insertImportedTable<T extends ImportOrder>(
  tx: Tx,
  owner: Owner,
  table: T,
  rows: readonly (Insertable<Schema[T]> & { readonly userId: string })[],
  onRows: (count: number) => void,
): Promise<void> {
  for (let start = 0; start < rows.length; start += batchSize) {
    const batch = rows.slice(start, start + batchSize);
    if (batch.some((row) => row.userId !== owner))
      throw new Error("A row to import belongs to somebody else.");
    await insertMany(tx, table, batch);
    onRows(batch.length);
  }
}

/** Moves tasks that were there already up in the lists, if what came in used them later. */
export async function noteTaskUse(
  tx: Tx,
  owner: Owner,
  uses: Iterable<readonly [taskId: string, at: number]>,
): Promise<void> {
  for (const [id, at] of uses) {
    await tx
      .updateTable("task")
      .set({ lastUsedAt: at })
      .where("userId", "=", owner)
      .where("id", "=", id)
      .where("lastUsedAt", "<", at)
      .execute();
  }
}
