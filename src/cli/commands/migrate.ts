import type { Command } from "commander";
import { backupContext, backupPlan } from "#archive/backup/backup-context.ts";
import { updateSchema } from "#archive/update/update-schema.ts";
import { prepareDataFolder } from "#config/data-folder.ts";
import { type MigrationStatus, migrationStatus } from "#storage/migrate.ts";
import type { CliContext } from "../cli-context.ts";
import { openKnownDatabase } from "../open-known-database.ts";

/** tas migrate [--status] */
export function migrateCommand(program: Command, context: CliContext): void {
  program
    .command("migrate")
    .description("bring the database's schema up to date; the server does the same when it starts")
    .option("--status", "only show what was done and what is to come")
    .option("--without-backup", "go on even if no proven backup can be made before")
    .action(async ({ status, withoutBackup = false }: { status?: boolean; withoutBackup?: boolean }) => {
      const { output } = context;
      const config = context.config();
      prepareDataFolder(config);
      // Not the context's open(), which insists on a current schema.
      const database = await openKnownDatabase(config);
      try {
        if (status) {
          const found = await migrationStatus(database);
          output.answer({ ...found }, statusLines(found));
          return;
        }
        const { applied, backup } = await updateSchema(database, backupContext(backupPlan(config)), {
          withoutBackup,
          onProgress: (what, share) => output.progress(what, share),
        });
        output.answer({ applied, backup }, doneLines(applied.length, backup));
      } finally {
        await database.close();
      }
    });
}

function doneLines(steps: number, backup: string | null): string[] {
  if (steps === 0) return ["The schema was up to date already."];
  const taken = `The schema is up to date now; ${steps} ${steps === 1 ? "step was" : "steps were"} taken.`;
  if (backup === null) return [taken];
  return [taken, `Backup ${backup} holds the state from before; for 14 days "tas rollback" goes back to it.`];
}

function statusLines(status: MigrationStatus): string[] {
  const { applied, pending, unknown, thisReleaseCanRun, oldReleaseCanRun } = status;
  const newer = new Set(unknown.map(({ name }) => name));
  return [
    ...applied.map(
      ({ name, appliedAt, appVersion }) =>
        `done     ${name}  (${new Date(appliedAt).toISOString()}, version ${appVersion}${newer.has(name) ? ", unknown to this version" : ""})`,
    ),
    ...pending.map((name) => `to come  ${name}`),
    pending.length === 0
      ? "Nothing is to come."
      : `${pending.length} to come; "tas migrate" takes ${pending.length === 1 ? "it" : "them"}.`,
    ...(oldReleaseCanRun
      ? []
      : ["The version before this one cannot run on the result; it has to be stopped first."]),
    ...(thisReleaseCanRun ? [] : ["This version cannot run on what a newer one made of the database."]),
  ];
}
