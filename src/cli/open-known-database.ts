import type { Config } from "#config/config.ts";
import { ConfigError } from "#config/config-error.ts";
import { type Database, openDatabase } from "#storage/database.ts";
import { complaintAboutData, complaintBeforeOpening } from "#storage/install-check.ts";
import { migrationStatus } from "#storage/migrate.ts";

type OpenOptions = Parameters<typeof openDatabase>[1];

/**
 * Opens the configured database, and makes none where there was data before: a file that was renamed or a volume that is not mounted
 * must not become an empty installation. Throws ConfigError, StorageError.
 */
export async function openKnownDatabase(
  { database: target, dataFolder }: Pick<Config, "database" | "dataFolder">,
  options?: OpenOptions,
): Promise<Database> {
  const place = { target, label: target.label, dataFolder };
  refuse(complaintBeforeOpening(place));
  const database = await openDatabase(target, options);
  try {
    // Whoever names another database that has data means that one.
    const { applied } = await migrationStatus(database);
    if (applied.length === 0) refuse(await complaintAboutData(database, place));
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function refuse(complaint: string | undefined): void {
  if (complaint !== undefined) throw new ConfigError(complaint);
}
