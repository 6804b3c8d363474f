import type { Command } from "commander";
import { backupContext, backupPlan } from "#archive/backup/backup-context.ts";
import { listBackups } from "#archive/backup/list-backups.ts";
import { rescueDatabase } from "#archive/rescue/rescue-database.ts";
import { RescueError } from "#archive/rescue/rescue-error.ts";
import { rescueLines } from "#archive/rescue/rescue-report.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../cli-error.ts";

/** tas rescue FILE.db --out ARCHIVE [--force] */
export function rescueCommand(program: Command, context: CliContext): void {
  program
    .command("rescue <file>")
    .description("get every row that can still be read out of a damaged SQLite file, into an archive")
    .requiredOption("--out <path>", "the new archive, like rescued.ndjson.gz; a report is written beside it")
    .option("--force", "also while another process has the file open")
    .action(async (file: string, { out, force = false }: { out: string; force?: boolean }) => {
      const { output } = context;
      try {
        const moment = context.moment();
        const report = await rescueDatabase(file, out, {
          now: moment.now,
          newId: () => moment.newId(),
          force,
          onProgress: (what, rows) => output.progress(rows === undefined ? what : `${what} (${rows} rows)`),
        });
        const backup = await newestProven(context);
        output.answer({ ...report, newestProvenBackup: backup }, [
          ...rescueLines(report),
          `What was done to which row stands in ${report.archive}.report.json.`,
          backup === null
            ? "No proven backup was found at the places of BACKUP_DESTINATIONS."
            : `The newest proven backup was taken ${backup.takenAt} and lies at ${backup.places.join(", ")}; it may hold what is lost here.`,
          `Look at it in a database of its own: tas backup restore "${report.archive}" --to sqlite:./looked-at/rescued.db`,
        ]);
      } catch (error) {
        if (error instanceof RescueError) throw new CliError(error.code, error.message);
        throw error;
      }
    });
}

/** Null when there is none, or when nobody can say: the rescue itself is done either way. */
async function newestProven(context: CliContext): Promise<{ takenAt: string; places: string[] } | null> {
  try {
    const backups = await listBackups(backupContext(backupPlan(context.config())));
    const newest = backups.find(({ provenAt }) => provenAt !== null);
    return newest
      ? { takenAt: new Date(newest.takenAt).toISOString(), places: newest.places.map(String) }
      : null;
  } catch {
    return null;
  }
}
