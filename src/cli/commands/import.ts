import { join } from "node:path";
import type { Command } from "commander";
import { bulkIds } from "#archive/import/bulk-ids.ts";
import { importProblem } from "#archive/import/import-problem.ts";
import { runImport } from "#archive/import/run-import.ts";
import { undoImport } from "#archive/import/undo-import.ts";
import { SourceError } from "#archive/predecessor/read/source-error.ts";
import { looksLikeArchive } from "#archive/restore-person/looks-like-archive.ts";
import { restoreArchive } from "#archive/restore-person/restore-archive.ts";
import type { ImportReport } from "#contract/import.ts";
import { archiveKey } from "../archive-key-options.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { importLines, undoLines } from "../import-lines.ts";

const sources = ["predecessor", "archive"] as const;

interface Given {
  readonly user: string;
  readonly from?: string;
  readonly person?: string;
  readonly identity?: string;
  readonly passphraseFile?: string;
  readonly timezone?: string;
  readonly convertScale?: boolean;
  readonly dryRun?: boolean;
  readonly undo?: string;
}

/** tas import PATH --user NAME, tas import --undo IMPORT_ID --user NAME */
export function importCommand(program: Command, context: CliContext): void {
  program
    .command("import [path]")
    .description(
      "bring a person an archive, or the predecessor's data: its export ZIP, its folder of CSV files, or its database",
    )
    .requiredOption("--user <name>", "whose data it becomes")
    .option("--from <program>", "predecessor or archive; seen from the file unless told")
    .option("--person <name>", "of an archive of a whole installation: whose data is meant, by name or id")
    .option("--identity <file>", "the age identity that opens an encrypted archive")
    .option("--passphrase-file <file>", "the passphrase that opens an encrypted archive")
    .option("--timezone <zone>", "the zone of times without one; else the file's preference, else UTC")
    .option("--convert-scale", "convert the fields that look like 0–10, as a dry run names them")
    .option("--dry-run", "only say what would happen")
    .option("--undo <import-id>", "take back what an import brought, except what was changed since")
    .action(async (path: string | undefined, given: Given) => {
      if (given.undo !== undefined) {
        if (path !== undefined) throw new UsageError("Give a path or --undo, not both.");
        return undo(context, given.user, given.undo);
      }
      if (path === undefined) {
        throw new UsageError("Name the file or folder to import, or an import to take back with --undo.");
      }
      const report = (await isArchive(path, given))
        ? await restore(context, path, given)
        : await bring(context, path, given);
      context.output.answer(report, importLines(report, given.user));
    });
}

async function isArchive(path: string, { from }: Given): Promise<boolean> {
  if (from === undefined) return looksLikeArchive(path);
  const known = sources.find((source) => source === from);
  if (known === undefined) {
    throw new UsageError(`"${from}" cannot be imported; --from takes ${sources.join(" or ")}.`);
  }
  return known === "archive";
}

async function restore(context: CliContext, path: string, given: Given): Promise<ImportReport> {
  if (given.timezone !== undefined || given.convertScale) {
    throw new UsageError("An archive knows its times and scales; leave out --timezone and --convert-scale.");
  }
  const key = await archiveKey(given);
  const { id } = await context.personNamed(given.user);
  const { database, config } = await context.open();
  const at = context.moment();
  return restoreArchive(database, id, path, {
    dryRun: given.dryRun ?? false,
    importId: at.newId(),
    now: at.now,
    key,
    person: given.person,
    installations: true,
    scratchFolder: join(config.dataFolder, "work"),
    onProgress: ({ stage, part }) => context.output.progress(words[stage], part),
  });
}

async function bring(context: CliContext, path: string, given: Given): Promise<ImportReport> {
  const { id } = await context.personNamed(given.user);
  const { database } = await context.open();
  const at = context.moment();
  return readable(() =>
    runImport(database, id, path, {
      dryRun: given.dryRun ?? false,
      timeZone: given.timezone,
      convertScale: given.convertScale,
      now: at.now,
      newId: bulkIds(at.now),
      onProgress: ({ stage, part }) => context.output.progress(words[stage], part),
    }),
  );
}

const words = { reading: "Reading", planning: "Comparing", writing: "Writing" };

async function undo(context: CliContext, name: string, importId: string): Promise<void> {
  const { id } = await context.personNamed(name);
  const { database } = await context.open();
  const report = await undoImport(database, id, importId, context.moment().now);
  context.output.answer(report, undoLines(report));
}

/** A source that cannot be read says why in its own words. */
async function readable(work: () => Promise<ImportReport>): Promise<ImportReport> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const problem = importProblem(error);
    throw new CliError(problem.code, problem.sentence);
  }
}
