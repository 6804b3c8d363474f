import type { Command } from "commander";
import { type BackupContext, backupContext, backupPlan } from "#archive/backup/backup-context.ts";
import { knownFailure } from "#archive/backup/backup-error.ts";
import { createBackup } from "#archive/backup/create-backup.ts";
import { listEverywhere } from "#archive/backup/list-backups.ts";
import { lookAtPresent } from "#archive/backup/present-state.ts";
import { proveBackup } from "#archive/backup/prove-backup.ts";
import { pruneBackups } from "#archive/backup/prune-backups.ts";
import { restoreBackup } from "#archive/backup/restore-backup.ts";
import { parseBackupPlaces } from "#config/backup-place.ts";
import { ConfigError } from "#config/config-error.ts";
import { makeFolder } from "#config/data-folder.ts";
import { parseDatabaseUrl } from "#config/database-url.ts";
import { StorageError } from "#storage/storage-error.ts";
import { archiveKey } from "../archive-key-options.ts";
import { confirm } from "../ask.ts";
import {
  contents,
  createdLines,
  listLines,
  replacedSentence,
  restoredLines,
  stageWords,
} from "../backup-lines.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { untilSignalled } from "../until-signalled.ts";

interface KeyOptions {
  readonly identity?: string;
  readonly passphraseFile?: string;
}

interface RestoreWords extends KeyOptions {
  readonly to?: string;
  readonly withoutSafetyCopy?: boolean;
  readonly force?: boolean;
  readonly yes?: boolean;
}

/** tas backup create | list | prove | restore | prune */
export function backupCommand(program: Command, context: CliContext): void {
  const backup = program
    .command("backup")
    .description("proven copies of everything, and the way back to them");
  addCreate(backup, context);
  addList(backup, context);
  addProve(backup, context);
  addRestore(backup, context);
  addPrune(backup, context);
}

function addCreate(backup: Command, context: CliContext): void {
  withKey(
    backup
      .command("create")
      .description("make a backup, restore it for a trial, compare it, and only then store it")
      .option("--to <place>", "a folder or s3://bucket/folder instead of BACKUP_DESTINATIONS"),
  ).action(async ({ to, ...given }: KeyOptions & { to?: string }) => {
    const backups = await contextFor(context, given, to);
    const created = await run((signal) =>
      createBackup(backups, { label: "manual", signal, onProgress: progress(context) }),
    );
    context.output.answer({ ...created }, createdLines(created));
  });
}

function addList(backup: Command, context: CliContext): void {
  backup
    .command("list")
    .description("show every backup, newest first: whether it is proven, what is in it, where it is")
    .action(async () => {
      const looked = await contextFor(context, {});
      const list = await run(() => listEverywhere(looked));
      const backups = list.backups.map(({ takenAt, provenAt, ...rest }) => ({
        ...rest,
        takenAt: new Date(takenAt).toISOString(),
        provenAt: provenAt === null ? null : new Date(provenAt).toISOString(),
      }));
      const places = looked.destinations.map(({ label }) => label);
      context.output.answer({ backups, troubles: list.troubles }, listLines(list, places));
    });
}

function addProve(backup: Command, context: CliContext): void {
  withKey(
    backup.command("prove <id>").description("fetch a backup, restore it for a trial and compare it again"),
  ).action(async (id: string, given: KeyOptions) => {
    const backups = await contextFor(context, given);
    const proven = await run((signal) => proveBackup(backups, id, { signal, onProgress: progress(context) }));
    const { places, troubles, ...receipt } = proven;
    context.output.answer({ receipt, places, troubles }, [
      `Backup ${id} is proven: ${contents(proven)} came back the same, from ${places.join(" and ")}.`,
      ...troubles,
    ]);
  });
}

function addRestore(backup: Command, context: CliContext): void {
  withKey(
    backup
      .command("restore <id-or-file>")
      .description("put the state of a backup, or of an archive's file, in the place of the present one")
      .option("--to <url>", "restore into this other, empty database instead")
      .option("--without-safety-copy", "do not keep what is replaced")
      .option("--force", "also into a database whose data was moved away")
      .option("--yes", "do not ask"),
  ).action(async (idOrFile: string, given: RestoreWords) => {
    const backups = await contextFor(context, given);
    const to = given.to === undefined ? undefined : databaseNamed(given.to);
    if (!to) {
      const present = await run(() => lookAtPresent(backups.target));
      const replaced = replacedSentence(present, idOrFile);
      // A program that listens cannot be asked.
      if (replaced !== null && context.output.json && !given.yes) {
        throw new UsageError(`${replaced} Say --yes if it is meant.`);
      }
      if (replaced !== null) await confirm(replaced, given.yes);
    }
    const report = await run((signal) =>
      restoreBackup(backups, idOrFile, {
        ...(to ? { to } : {}),
        withoutSafetyCopy: given.withoutSafetyCopy ?? false,
        despiteMove: given.force ?? false,
        signal,
        onProgress: progress(context),
      }),
    );
    const iso = (at: number) => new Date(at).toISOString();
    const gap = { from: iso(report.gap.from), to: iso(report.gap.to) };
    context.output.answer(
      { ...report, takenAt: iso(report.takenAt), gap },
      restoredLines(report, to !== undefined),
    );
  });
}

function addPrune(backup: Command, context: CliContext): void {
  backup
    .command("prune")
    .description("remove the backups that BACKUP_KEEP lets go; the last proven one always stays")
    .option("--dry-run", "only say which")
    .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
      const backups = await contextFor(context, {});
      const removed = await run(() => pruneBackups(backups, { dryRun }));
      const lines = removed.map((id) => `${dryRun ? "would go" : "removed"}  ${id}`);
      context.output.answer({ removed, dryRun }, lines.length === 0 ? "Nothing is to be removed." : lines);
    });
}

function withKey(command: Command): Command {
  return command
    .option("--identity <file>", "the age identity that opens an encrypted backup")
    .option("--passphrase-file <file>", "the file with the passphrase that opens an encrypted backup");
}

async function contextFor(context: CliContext, given: KeyOptions, to?: string): Promise<BackupContext> {
  const config = context.config();
  const key = await archiveKey(given);
  const plan = { ...backupPlan(config), ...(key ? { key } : {}) };
  makeFolder(config.dataFolder);
  if (to === undefined) return backupContext(plan);
  return backupContext({
    ...plan,
    places: asUsage(() => parseBackupPlaces(to, config.backup.s3, process.cwd(), "--to")),
  });
}

function databaseNamed(url: string) {
  return asUsage(() => parseDatabaseUrl(url, "--to"));
}

function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(error.message) : error;
  }
}

function progress({ output }: CliContext) {
  return (stage: string, share: number) => output.progress(stageWords[stage] ?? stage, share);
}

/** Failures in words; what the database says of itself is told like everywhere else. */
async function run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await untilSignalled(work);
  } catch (error) {
    const known = error instanceof CliError || error instanceof StorageError ? null : knownFailure(error);
    throw known === null ? error : new CliError(known.code, known.sentence);
  }
}
