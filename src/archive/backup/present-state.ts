import { type Database, type DatabaseTarget, everyone, openDatabase } from "#storage/database.ts";
import { filesOf, isDamage, isSound } from "#storage/dialect/database-files.ts";
import { describeSchema } from "#storage/dialect/introspect.ts";
import { inspectFiles } from "#storage/dialect/inspect-engine.ts";
import { migrationStatus } from "#storage/migrate.ts";
import { type NewerSchema, readNewerSchema } from "#storage/newer-schema.ts";
import { listStoredTables } from "#storage/stored-tables.ts";
import { countTable } from "#storage/table-rows.ts";
import { refused } from "./foreign-file.ts";

/** What is where something is to be restored to. */
export type PresentState =
  /** No file, or nothing in it. */
  | { readonly kind: "none" }
  /** Its file is broken, or only its log is left. */
  | { readonly kind: "damaged" }
  | {
      readonly kind: "sound";
      readonly people: number;
      readonly rows: number;
      readonly isCurrent: boolean;
      /** Where a newer release has been at work. */
      readonly newer: NewerSchema | null;
    };

/** Looks at a database without changing anything in it. Throws BackupError for one that belongs to something else. */
export async function lookAtPresent(target: DatabaseTarget): Promise<PresentState> {
  const { openable } = inspectFiles(target);
  if (!openable) return filesOf(target).length > 0 ? { kind: "damaged" } : { kind: "none" };
  let database: Database | undefined;
  try {
    database = await openDatabase(target, { readers: 1, poolSize: 1 });
    if (!(await isSound(database))) return { kind: "damaged" };
    return await lookInto(database);
  } catch (error) {
    if (isDamage(error)) return { kind: "damaged" };
    throw error;
  } finally {
    await database?.close();
  }
}

async function lookInto(database: Database): Promise<PresentState> {
  const { applied, pending } = await migrationStatus(database);
  if (applied.length === 0) {
    if (Object.keys(await describeSchema(database)).length === 0) return { kind: "none" };
    throw refused("The database there holds tables of something else; name an empty one.");
  }
  const tables = await listStoredTables(database);
  const counts = new Map<string, number>();
  await database.read(everyone, async (tx) => {
    for (const table of tables) counts.set(table.name, await countTable(tx, table));
  });
  return {
    kind: "sound",
    people: counts.get("user_account") ?? 0,
    rows: [...counts.values()].reduce((sum, count) => sum + count, 0),
    isCurrent: pending.length === 0,
    newer: await readNewerSchema(database),
  };
}
