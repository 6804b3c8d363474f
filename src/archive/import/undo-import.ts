import { AppError } from "#contract/app-error.ts";
import type { ImportUndoReport } from "#contract/import.ts";
import type { Database, Owner } from "#storage/database.ts";
import { findImportRun, markImportUndone } from "#storage/import-run.ts";
import { removeImported } from "#storage/undo-import.ts";
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
    const { removed, kept } = await removeImported(tx, owner, importId);
    const undo: ImportUndoReport = {
      importId,
      removed: Object.fromEntries(
        Object.entries(reportNames).map(([table, name]) => [
          name,
          removed[table as keyof typeof reportNames],
        ]),
      ),
      kept: kept.map(({ table, id, name }) => ({ table: reportNames[table], id, name })),
    };
    await markImportUndone(tx, owner, importId, { at: now, report: runReportText({ report, undo }) });
    return undo;
  });
}
