import type { Command } from "commander";
import { bulkIds } from "#archive/import/bulk-ids.ts";
import { importProblem } from "#archive/import/import-problem.ts";
import { runImport } from "#archive/import/run-import.ts";
import { undoImport } from "#archive/import/undo-import.ts";
import { SourceError } from "#archive/predecessor/read/source-error.ts";
import type { ImportReport, ImportUndoReport } from "#contract/import.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { importLines } from "../import-lines.ts";

interface Given {
  readonly user: string;
  readonly from: string;
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
      "bring a person the predecessor's data: its export ZIP, its folder of CSV files, or its database",
    )
    .requiredOption("--user <name>", "whose data it becomes")
    .option("--from <program>", "where it comes from", "predecessor")
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
      if (given.from !== "predecessor") {
        throw new UsageError(`"${given.from}" cannot be imported; --from takes predecessor.`);
      }
      return bring(context, path, given);
    });
}

async function bring(context: CliContext, path: string, given: Given): Promise<void> {
  const { id } = await context.personNamed(given.user);
  const { database } = await context.open();
  const at = context.moment();
  const report = await readable(() =>
    runImport(database, id, path, {
      dryRun: given.dryRun ?? false,
      timeZone: given.timezone,
      convertScale: given.convertScale,
      now: at.now,
      newId: bulkIds(at.now),
      onProgress: ({ stage, part }) => context.output.progress(words[stage], part),
    }),
  );
  context.output.answer(report, importLines(report));
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

function undoLines({ removed, kept }: ImportUndoReport): string[] {
  const total = Object.values(removed).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(removed).filter(([, count]) => count > 0);
  const lines = [
    total === 0
      ? "Nothing was left to take out."
      : `Took out ${parts.map(([table, count]) => `${table.replaceAll("_", " ")} ${count}`).join(", ")}.`,
  ];
  if (kept.length > 0) lines.push("Kept, because it was changed here since or is in use:");
  return [...lines, ...kept.map(({ table, name }) => `  ${table.replaceAll("_", " ")}: ${name}`)];
}
