import type { Command } from "commander";
import { backupContext, backupPlan } from "#archive/backup/backup-context.ts";
import { listBackups } from "#archive/backup/list-backups.ts";
import { namedBackup, provenBackups } from "#archive/rescue/rescue-backup.ts";
import { rescueDatabase, type RescueOptions } from "#archive/rescue/rescue-database.ts";
import { RescueError } from "#archive/rescue/rescue-error.ts";
import { rescueLines } from "#archive/rescue/rescue-report.ts";
import { archiveKey } from "../archive-key-options.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError, UsageError } from "../cli-error.ts";

interface RescueWords {
  readonly out: string;
  readonly force?: boolean;
  readonly withBackup?: string;
  readonly withoutBackup?: boolean;
  readonly identity?: string;
  readonly passphraseFile?: string;
}

/** tas rescue FILE.db --out ARCHIVE [--with-backup FILE | --without-backup] [--force] */
export function rescueCommand(program: Command, context: CliContext): void {
  program
    .command("rescue <file>")
    .description("get every row that can still be read out of a damaged SQLite file, into an archive")
    .requiredOption("--out <path>", "the new archive, like rescued.ndjson.gz; a report is written beside it")
    .option(
      "--with-backup <file>",
      "fill what cannot be read from this archive, not from the newest proven backup",
    )
    .option("--without-backup", "take nothing from a backup")
    .option("--identity <file>", "the age identity that opens an encrypted backup")
    .option("--passphrase-file <file>", "the file with the passphrase that opens an encrypted backup")
    .option("--force", "also while another process has the file open")
    .action(async (file: string, given: RescueWords) => {
      const { output } = context;
      try {
        const moment = context.moment();
        const backups = await backupsFor(context, given);
        const report = await rescueDatabase(file, given.out, {
          now: moment.now,
          newId: () => moment.newId(),
          force: given.force ?? false,
          ...(backups ? { backups } : {}),
          onProgress: (what, rows) => output.progress(rows === undefined ? what : `${what} (${rows} rows)`),
        });
        const newest = await newestProven(context);
        output.answer({ ...report, newestProvenBackup: newest }, [
          ...rescueLines(report),
          `What was done to which row stands in ${report.archive}.report.json.`,
          ...(report.backup === null ? [newestSentence(newest)] : []),
          `Look at it in a database of its own: tas backup restore "${report.archive}" --to sqlite:./looked-at/rescued.db`,
        ]);
      } catch (error) {
        if (error instanceof RescueError) throw new CliError(error.code, error.message);
        throw error;
      }
    });
}

async function backupsFor(context: CliContext, given: RescueWords): Promise<RescueOptions["backups"]> {
  if (given.withoutBackup) {
    if (given.withBackup === undefined) return undefined;
    throw new UsageError("Give --with-backup or --without-backup, not both.");
  }
  const key = await archiveKey(given);
  if (given.withBackup !== undefined) {
    const named = await namedBackup(given.withBackup, key);
    return async () => [named];
  }
  return async () => {
    try {
      return await provenBackups(backupContext({ ...backupPlan(context.config()), ...(key ? { key } : {}) }));
    } catch {
      // Settings that are wrong, or folders that are away: the file is rescued without them.
      return [];
    }
  };
}

interface Newest {
  readonly takenAt: string;
  readonly places: readonly string[];
}

function newestSentence(newest: Newest | null): string {
  return newest === null
    ? "No proven backup was found at the places of BACKUP_DESTINATIONS."
    : `The newest proven backup was taken ${newest.takenAt} and lies at ${newest.places.join(", ")}; --with-backup FILE fills in what it has of what is lost here.`;
}

/** Null when there is none, or when nobody can say: the rescue itself is done either way. */
async function newestProven(context: CliContext): Promise<Newest | null> {
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
