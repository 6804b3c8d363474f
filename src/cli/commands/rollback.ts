import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { type BackupContext, backupContext, backupPlan } from "#archive/backup/backup-context.ts";
import { holdWriters } from "#archive/move/hold-writers.ts";
import { bringBackKept } from "#archive/update/bring-back-kept.ts";
import type { TableDifference } from "#archive/update/compare-to-backup.ts";
import { planRollback, rollBack } from "#archive/update/roll-back.ts";
import { entryUrl } from "#config/entry-url.ts";
import { prepareDataFolder } from "#config/data-folder.ts";
import type { Database } from "#storage/database.ts";
import { migrationStatus } from "#storage/migrate.ts";
import { confirm } from "../ask.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../cli-error.ts";
import { openKnownDatabase } from "../open-known-database.ts";

interface Options {
  dryRun?: boolean;
  bringBack?: boolean;
  yes?: boolean;
  identity?: string;
}

/** tas rollback [--dry-run] [--bring-back] */
export function rollbackCommand(program: Command, context: CliContext): void {
  program
    .command("rollback")
    .description("bring back the state from before the last update, up to 14 days ago")
    .option("--dry-run", "only say what would happen")
    .option("--bring-back", "after the next update: bring back what was entered between update and rollback")
    .option("--identity <file>", "the age identity that opens encrypted backups")
    .option("--yes", "do not ask")
    .action(async (options: Options) => {
      const { output } = context;
      const config = context.config();
      prepareDataFolder(config);
      const backups = backupContext({ ...backupPlan(config), ...(await keyOf(options.identity)) });
      const holder = `rollback-${randomUUID()}`;
      const database = await openKnownDatabase(config, { pass: { holder } });
      const held = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
        const worker = entryUrl("archive/move/hold-worker");
        const target = config.database;
        const hold = await holdWriters(database, {
          worker,
          target,
          holder,
          what,
          seconds: 60,
        });
        try {
          return await work();
        } finally {
          await hold.release();
        }
      };
      try {
        if (options.bringBack) {
          await assertCurrent(database);
          const report = await held("Entries are being brought back", () => bringBackKept(database, backups));
          output.answer({ ...report }, broughtBackLines(report));
          return;
        }
        output.progress("Comparing with the backup from before the update");
        const plan = await planRollback(database, backups);
        const lines = planLines(plan);
        if (options.dryRun) {
          output.answer({ dryRun: true, ...plan }, [...lines, "Nothing was changed (--dry-run)."]);
          return;
        }
        for (const line of lines) output.note(line);
        await confirm(`Go back to version ${plan.version}?`, options.yes);
        const done = await held("An update is being taken back", () =>
          rollBack(database, backups, plan, {
            holder,
            onProgress: (what, share) => output.progress(what, share),
          }),
        );
        output.answer({ ...done }, doneLines(plan.version, done.kept));
      } finally {
        await database.close();
      }
    });
}

async function keyOf(file: string | undefined): Promise<Pick<BackupContext, "key">> {
  if (file === undefined) return {};
  const text = await readFile(file, "utf8").catch(() => {
    throw new CliError("not-found", `The file "${file}" with the age identity cannot be read.`);
  });
  const identities = text.split(/\s+/u).filter((word) => word.startsWith("AGE-SECRET-KEY-"));
  return { key: { identities } };
}

async function assertCurrent(database: Database): Promise<void> {
  if ((await migrationStatus(database)).pending.length === 0) return;
  throw new CliError(
    "schema-behind",
    'The schema is still the old one; update first (start the new version, or "tas migrate"), then bring the entries back.',
  );
}

function planLines(plan: {
  backup: { id: string; takenAt: number };
  version: string;
  since: readonly TableDifference[];
}) {
  const when = new Date(plan.backup.takenAt).toISOString().slice(0, 16).replace("T", " ");
  return [
    `The state from before the last update is of ${when} UTC (backup ${plan.backup.id}, version ${plan.version}).`,
    ...(plan.since.length === 0
      ? ["Nothing was entered since."]
      : ["Entered since, and not in that state:", ...plan.since.map(differenceLine)]),
    "What is here now is archived before anything changes.",
  ];
}

function differenceLine({ table, added, changed, removed }: TableDifference): string {
  const parts = [
    [added, "new"],
    [changed, "changed"],
    [removed, "removed"],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return `  ${table}: ${told.join(", ")}`;
}

function doneLines(version: string, kept: string): string[] {
  return [
    `The state from before the update is back. Start version ${version} now; this version would update again.`,
    `What was entered since is kept in backup ${kept}.`,
    "After the next update this brings it back: tas rollback --bring-back",
  ];
}

function broughtBackLines(report: Awaited<ReturnType<typeof bringBackKept>>): string[] {
  const { kept, tables } = report;
  if (tables.length === 0) return [`Everything of backup ${kept.id} is here already.`];
  return [
    `Brought back from backup ${kept.id}:`,
    ...tables.map(({ table, taken, keptHere, setAside }) => {
      const more = [
        keptHere > 0 ? `${keptHere} stay as they were changed here since` : "",
        setAside > 0 ? `${setAside} have no place any more` : "",
      ].filter((part) => part !== "");
      return `  ${table}: ${taken} back${more.length > 0 ? `; ${more.join("; ")}` : ""}`;
    }),
    `Everything is still in backup ${kept.id}, too.`,
  ];
}
