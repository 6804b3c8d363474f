import { type Database, type DatabaseTarget, exclusively, openDatabase, type Tx } from "./database.ts";
import { describeSchema, describeTables } from "./dialect/introspect.ts";
import { inspectFiles } from "./dialect/inspect-engine.ts";
import { createMigrationContext } from "./dialect/migration-context.ts";
import type { SchemaDescription } from "./dialect/schema-description.ts";
import { addDescribedColumn, createDescribedTable } from "./dialect/described-tables.ts";
import { migrationStatus } from "./migrate.ts";
import { type AppliedMigration, recordMigration } from "./migration-ledger.ts";
import { migrations as released } from "./migrations/index.ts";
import { ownTablesOf } from "./own-tables.ts";
import { parentsFirst } from "./stored-tables.ts";

/** What a newer release has made of a database on which this one still runs, as after a rollback of code alone. */
export interface NewerSchema {
  /** Those that this release does not know. */
  readonly migrations: readonly AppliedMigration[];
  /** All of it, with what this release knows. */
  readonly schema: SchemaDescription;
}

/** Whether these migrations make exactly that schema. */
export function makeNewerSchema(names: readonly string[], { migrations }: NewerSchema): boolean {
  const all = [...released, ...migrations].map(({ name }) => name);
  return names.length === all.length && names.every((name) => all.includes(name));
}

/** Null when a database has nothing that this release does not know, or this one cannot run on it. */
export async function readNewerSchema(database: Database): Promise<NewerSchema | null> {
  const { unknown, pending, thisReleaseCanRun } = await migrationStatus(database);
  if (unknown.length === 0 || pending.length > 0 || !thisReleaseCanRun) return null;
  return { migrations: unknown, schema: await describeSchema(database) };
}

/** The same of a database that is not open; null also when there is none. Throws StorageError. */
export async function readNewerSchemaAt(target: DatabaseTarget): Promise<NewerSchema | null> {
  if (!inspectFiles(target).openable) return null;
  const database = await openDatabase(target, { readers: 1, poolSize: 1 });
  try {
    return await readNewerSchema(database);
  } finally {
    await database.close();
  }
}

/**
 * Gives a database with this release's schema the tables and columns of the newer one, so that rows of it can be kept there:
 * without its indexes and checks, which only the newer release can make. Throws StorageError.
 */
export async function addNewerSchema(database: Database, { migrations, schema }: NewerSchema): Promise<void> {
  const { engine } = database;
  await exclusively(database, async (db) => {
    const context = createMigrationContext(db, engine);
    // It only asks the engine what it holds.
    const present = await describeTables(db as unknown as Tx, engine);
    const own = ownTablesOf(schema, true);
    for (const table of parentsFirst(schema, own)) {
      const [known, wanted] = [present[table], schema[table]];
      if (!wanted) continue;
      if (!known) {
        await createDescribedTable(context, table, wanted);
        continue;
      }
      for (const [column, description] of Object.entries(wanted.columns)) {
        if (!(column in known.columns)) await addDescribedColumn(context, table, column, description);
      }
    }
    for (const migration of migrations) await recordMigration(db, migration, migration);
  });
}
