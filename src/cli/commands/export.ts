import type { Command } from "commander";
import { type ExportFormat, exportFormats } from "#archive/export/export-file.ts";
import { ExportPlaceError, exportTo } from "#archive/export/export-to.ts";
import { accountKind } from "#domain/account/account.ts";
import { listAccounts } from "#features/account/actions.ts";
import { everyone, type Owner } from "#storage/database.ts";
import { archiveLock } from "../archive-key-options.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError, UsageError } from "../cli-error.ts";

interface Given {
  readonly out: string;
  readonly user?: string;
  readonly format?: string;
  readonly recipient?: string[];
  readonly passphraseFile?: string;
}

/** tas export --out PATH [--user NAME] [--format archive|csv|spreadsheet] */
export function exportCommand(program: Command, context: CliContext): void {
  program
    .command("export")
    .description("write a person's data, or all of the installation, to a new place")
    .requiredOption("--out <path>", "where to; nothing is overwritten")
    .option("--user <name>", "whose data; without it an archive holds everybody's")
    .option(
      "--format <format>",
      "archive (one file, to be brought back), csv (the predecessor's own files) or spreadsheet (for people)",
    )
    .option("--recipient <age1…>", "encrypt the archive for this age recipient; may be repeated", collect)
    .option("--passphrase-file <file>", "encrypt the archive with the passphrase in this file")
    .action(async (given: Given) => {
      const { out } = given;
      const format = formatOf(given);
      const lock = await archiveLock(given);
      if (lock && format !== "archive") throw new UsageError("Only an archive can be encrypted.");
      const owner = await ownerOf(context, given.user, format);
      const { database } = await context.open();
      context.output.progress("Writing");
      try {
        const files = await exportTo(database, owner, format, out, context.moment().now, {
          lock,
          onProgress: (part) => context.output.progress("Writing", part),
        });
        const done = { out, format, files };
        if (format !== "archive") context.output.answer(done, `Wrote ${files.length} files to ${out}.`);
        else
          context.output.answer(
            { ...done, encrypted: lock !== undefined },
            archiveLines(given, lock !== undefined),
          );
      } catch (error) {
        if (error instanceof ExportPlaceError) throw new CliError("export-place", error.message);
        throw error;
      }
    });
}

function archiveLines({ out, user, recipient }: Given, encrypted: boolean): string[] {
  const key = !encrypted ? "" : recipient === undefined ? " --passphrase-file FILE" : " --identity FILE";
  const whose = user === undefined ? "all of this installation" : `everything of ${user}`;
  return [
    `Wrote ${whose} to ${out}${encrypted ? ", encrypted" : ""}.`,
    ...(user === undefined ? [] : [`To bring it back: tas import ${out} --user NAME${key}`]),
  ];
}

function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}

/** An archive, unless told; a name that ends in .zip tells that it is to be a ZIP. */
function formatOf({ format, out }: Given): ExportFormat {
  const zip = /\.zip$/i.test(out);
  const known = exportFormats.find((one) => one === (format ?? (zip ? "csv" : "archive")));
  if (known === undefined) {
    throw new UsageError(`"${format}" is no format; --format takes ${exportFormats.join(", ")}.`);
  }
  if (known === "archive" && zip) {
    throw new UsageError("An archive is no ZIP: give --out a name that ends in .ndjson.gz.");
  }
  return known;
}

async function ownerOf(context: CliContext, user: string | undefined, format: ExportFormat): Promise<Owner> {
  if (user !== undefined) return (await context.personNamed(user)).id;
  return format === "archive" ? everyone : onlyAccount(context);
}

async function onlyAccount(context: CliContext): Promise<string> {
  const { database } = await context.open();
  const accounts = await database.read(everyone, (tx) => listAccounts(tx));
  const named = accounts.filter((account) => accountKind(account) !== "guest");
  const [only] = named.length === 0 ? accounts : named;
  if (only === undefined) throw new CliError("not-found", "There is no account to export yet.");
  if (named.length > 1) {
    throw new UsageError('There are several accounts; say whose data with --user NAME ("tas user list").');
  }
  return only.id;
}
