import type { Owner, Tx } from "./database.ts";
import type { ImportRunTable } from "./schema.ts";

/** An import that was carried out, and perhaps undone. `report` is JSON as the archive wrote it. */
export interface ImportRun {
  readonly id: string;
  readonly form: string;
  readonly timeZone: string;
  readonly convertedScale: boolean;
  readonly state: "done" | "undone";
  readonly createdAt: number;
  readonly finishedAt: number;
  readonly undoneAt: number | null;
  readonly report: string;
}

export async function insertImportRun(tx: Tx, owner: Owner, run: ImportRun): Promise<void> {
  await tx
    .insertInto("importRun")
    .values({ ...run, userId: owner, convertedScale: run.convertedScale ? 1 : 0 })
    .execute();
}

/** A person's import, or undefined if they have none with that id. */
export async function findImportRun(tx: Tx, owner: Owner, id: string): Promise<ImportRun | undefined> {
  const row = await tx
    .selectFrom("importRun")
    .selectAll()
    .where("userId", "=", owner)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && importRunOfRow(row);
}

/** A person's imports, the newest first. */
export async function listImportRuns(tx: Tx, owner: Owner): Promise<ImportRun[]> {
  const rows = await tx
    .selectFrom("importRun")
    .selectAll()
    .where("userId", "=", owner)
    .orderBy("createdAt", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map(importRunOfRow);
}

export async function markImportUndone(
  tx: Tx,
  owner: Owner,
  id: string,
  undone: { readonly at: number; readonly report: string },
): Promise<void> {
  await tx
    .updateTable("importRun")
    .set({ state: "undone", undoneAt: undone.at, report: undone.report })
    .where("userId", "=", owner)
    .where("id", "=", id)
    .execute();
}

function importRunOfRow({ userId: _, ...row }: ImportRunTable): ImportRun {
  return {
    ...row,
    convertedScale: row.convertedScale === 1,
    state: row.state === "undone" ? "undone" : "done",
    finishedAt: row.finishedAt ?? row.createdAt,
  };
}
