import type { ImportUndoReport } from "#contract/import.ts";
import type { Database, Owner, Tx } from "#storage/database.ts";
import type { ImportRun } from "#storage/import-run.ts";
import { listNamedRows } from "#storage/imported-keys.ts";
import { removeRestored } from "#storage/remove-restored.ts";
import { inOrder, namedTableOf } from "./restore-report.ts";

/** Takes out what a restored archive brought, and says what stays because it was changed here since or is in use. */
export async function undoRestore(
  tx: Tx,
  engine: Database["engine"],
  owner: Owner,
  run: Pick<ImportRun, "id" | "createdAt">,
): Promise<ImportUndoReport> {
  const { removed, kept } = await removeRestored(tx, engine, owner, run.id, run.createdAt);
  const named: ImportUndoReport["kept"] = [];
  for (const [name, ids] of kept) {
    const table = namedTableOf(name);
    // A link or an entry of a log that stays has no name; the row that it is part of has.
    if (!table) continue;
    const rows = await listNamedRows(tx, owner, table, { ids });
    named.push(...rows.map((row) => ({ table: name, ...row })));
  }
  return { importId: run.id, removed: Object.fromEntries(inOrder(removed)), kept: named };
}
