import { type Kysely, sql } from "kysely";
import type { Engine } from "./dialect/column-types.ts";
import type { Migration, MigrationContext } from "./dialect/migration-context.ts";
import { tableExists } from "./dialect/table-exists.ts";

/** A line of the ledger that every database carries. */
export interface AppliedMigration {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly appliedAt: number;
  readonly appVersion: string;
  readonly previousReleaseCanRun: boolean;
}

export const ledgerTable = "schema_migration";

/** Makes the ledger. Its form never changes: every build of any age must be able to read it. */
export async function createLedger({ types, createTable }: MigrationContext): Promise<void> {
  await createTable(ledgerTable, (table) =>
    table
      .addColumn("name", types.text, (column) => column.notNull())
      .addColumn("applied_at", types.instant, (column) => column.notNull())
      .addColumn("app_version", types.text, (column) => column.notNull())
      .addColumn("previous_release_can_run", types.flag, (column) => column.notNull())
      .addPrimaryKeyConstraint("schema_migration_pk", ["name"]),
  );
}

/** All lines, in the order of the names; none for a database that was never migrated. */
export async function readLedger(db: Kysely<unknown>, engine: Engine): Promise<AppliedMigration[]> {
  if (!(await tableExists(db, engine, ledgerTable))) return [];
  // Aliases of one word, so that it reads the same with name mapping and without.
  const { rows } = await sql<{ name: string; at: number; version: string; runs: number }>`
    select name, applied_at as at, app_version as version, previous_release_can_run as runs
    from schema_migration order by name`.execute(db);
  return rows.map(({ name, at, version, runs }) => ({
    name,
    appliedAt: at,
    appVersion: version,
    previousReleaseCanRun: runs === 1,
  }));
}

export async function recordMigration(
  db: Kysely<unknown>,
  { name, previousReleaseCanRun }: Pick<Migration, "name" | "previousReleaseCanRun">,
  { appliedAt, appVersion }: { readonly appliedAt: number; readonly appVersion: string },
): Promise<void> {
  await sql`insert into schema_migration (name, applied_at, app_version, previous_release_can_run)
    values (${name}, ${appliedAt}, ${appVersion}, ${previousReleaseCanRun ? 1 : 0})`.execute(db);
}
