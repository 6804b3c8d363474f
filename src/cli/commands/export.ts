import type { Command } from "commander";
import { type ExportFormat, exportFormats } from "#archive/export/export-file.ts";
import { ExportPlaceError, exportTo } from "#archive/export/export-to.ts";
import { accountKind, personOf } from "#domain/account/account.ts";
import { listAccounts } from "#features/account/actions.ts";
import { everyone } from "#storage/database.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError, UsageError } from "../cli-error.ts";

interface Given {
  readonly out: string;
  readonly user?: string;
  readonly format: string;
}

/** tas export --out PATH [--user NAME] [--format csv|spreadsheet] */
export function exportCommand(program: Command, context: CliContext): void {
  program
    .command("export")
    .description("write a person's data to a new ZIP (PATH ends in .zip) or a new folder")
    .requiredOption("--out <path>", "where to; nothing is overwritten")
    .option("--user <name>", "whose data; may be left out where there is one account only")
    .option("--format <format>", "csv (the predecessor's own files) or spreadsheet (for people)", "csv")
    .action(async ({ out, user, format }: Given) => {
      if (!isFormat(format)) {
        throw new UsageError(`"${format}" is no format; --format takes ${exportFormats.join(" or ")}.`);
      }
      const person = user === undefined ? await onlyPerson(context) : await context.personNamed(user);
      const { database } = await context.open();
      context.output.progress("Writing");
      try {
        const files = await exportTo(database, person.id, format, out, context.moment().now);
        context.output.answer({ out, format, files }, `Wrote ${files.length} files to ${out}.`);
      } catch (error) {
        if (error instanceof ExportPlaceError) throw new CliError("export-place", error.message);
        throw error;
      }
    });
}

function isFormat(format: string): format is ExportFormat {
  return exportFormats.some((known) => known === format);
}

async function onlyPerson(context: CliContext) {
  const { database } = await context.open();
  const accounts = await database.read(everyone, (tx) => listAccounts(tx));
  const named = accounts.filter((account) => accountKind(account) !== "guest");
  const [only] = named.length === 0 ? accounts : named;
  if (only === undefined) throw new CliError("not-found", "There is no account to export yet.");
  if (named.length > 1) {
    throw new UsageError('There are several accounts; say whose data with --user NAME ("tas user list").');
  }
  return personOf(only);
}
