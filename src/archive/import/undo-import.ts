import { AppError } from "#contract/app-error.ts";
import type { ImportUndoReport } from "#contract/import.ts";
import type { Database, Owner, Tx } from "#storage/database.ts";
import { findImportRun, markImportUndone } from "#storage/import-run.ts";
import { removeImported } from "#storage/undo-import.ts";
import { undoRestore } from "../restore-person/undo-restore.ts";
import { readRunReport, runReportText } from "./run-report.ts";
import { reportNames } from "./table-names.ts";

/**
 * Takes out what an import brought and lists what stays because it was changed here since. Undoing twice says the same
 * again. Throws not-found for an import that is not this person's.
 */
export async function undoImport(
  database: Database,
  owner: Owner,
  importId: string,
  now: number,
): Promise<ImportUndoReport> {
  return database.write(owner, async (tx) => {
    const run = await findImportRun(tx, owner, importId);
    if (!run) throw new AppError("not-found");
    const { report, undo: earlier } = readRunReport(run.report);
    if (earlier) return earlier;
    const undo =
      run.form === "archive"
        ? await undoRestore(tx, database.engine, owner, run)
        : await undoBrought(tx, owner, importId);
    await markImportUndone(tx, owner, importId, { at: now, report: runReportText({ report, undo }) });
    return undo;
  });
}

async function undoBrought(tx: Tx, owner: Owner, importId: string): Promise<ImportUndoReport> {
  const { removed, kept } = await removeImported(tx, owner, importId);
  return {
    importId,
    removed: Object.fromEntries(
      Object.entries(reportNames).map(([table, name]) => [name, removed[table as keyof typeof reportNames]]),
    ),
    kept: kept.map(({ table, id, name }) => ({ table: reportNames[table], id, name })),
  };
}
