import type { Command } from "commander";
import { prepareDataFolder } from "#config/data-folder.ts";
import { openDatabase } from "#storage/database.ts";
import { type MigrationStatus, migrate, migrationStatus } from "#storage/migrate.ts";
import type { CliContext } from "../cli-context.ts";

/** tas migrate [--status] */
export function migrateCommand(program: Command, context: CliContext): void {
  program
    .command("migrate")
    .description("bring the database's schema up to date; the server does the same when it starts")
    .option("--status", "only show what was done and what is to come")
    .action(async ({ status }: { status?: boolean }) => {
      const { output } = context;
      const config = context.config();
      prepareDataFolder(config);
      // Not the context's open(), which insists on a current schema.
      const database = await openDatabase(config.database);
      try {
        if (status) {
          const found = await migrationStatus(database);
          output.answer({ ...found }, statusLines(found));
          return;
        }
        const applied = await migrate(database, {
          onProgress: ({ name, done, total }) =>
            output.progress(name === undefined ? "Schema up to date" : `Migrating: ${name}`, done / total),
        });
        output.answer(
          { applied },
          applied.length === 0
            ? "The schema was up to date already."
            : `The schema is up to date now; ${applied.length} ${applied.length === 1 ? "step was" : "steps were"} taken.`,
        );
      } finally {
        await database.close();
      }
    });
}

function statusLines({ applied, pending, unknown }: MigrationStatus): string[] {
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
  ];
}
