import type { Kysely } from "kysely";
import packageJson from "../../package.json" with { type: "json" };
import { type Database, everyone, exclusively, type Tx } from "./database.ts";
import { createMigrationContext, type Migration } from "./dialect/migration-context.ts";
import {
  type AppliedMigration,
  createLedger,
  ledgerTable,
  readLedger,
  recordMigration,
} from "./migration-ledger.ts";
import { tableExists } from "./dialect/table-exists.ts";
import { migrations as released } from "./migrations/index.ts";
import { StorageError } from "./storage-error.ts";

export interface MigrationProgress {
  /** The migration about to run, or undefined when all are done. */
  readonly name: string | undefined;
  readonly done: number;
  readonly total: number;
}

export interface MigrateOptions {
  readonly onProgress?: (progress: MigrationProgress) => void;
  /** Instead of the released ones. */
  readonly migrations?: readonly Migration[];
  /** Instead of this build's. */
  readonly appVersion?: string;
}

export interface MigrationStatus {
  readonly applied: readonly AppliedMigration[];
  readonly pending: readonly string[];
  /** Applied by a newer build; with none of them 'previousReleaseCanRun: false' this build may still run. */
  readonly unknown: readonly AppliedMigration[];
  /** Whether this build may run on the schema as it is, once it has added what is pending. */
  readonly thisReleaseCanRun: boolean;
  /** Whether the release before this one can go on when what is pending was done. */
  readonly oldReleaseCanRun: boolean;
}

/**
 * Brings the schema up to date, all pending migrations or none; resolves to their names. Of two processes at once
 * one migrates and the other waits. Throws StorageError 'newer-schema' when a newer build's schema is not for this one.
 */
export async function migrate(database: Database, options: MigrateOptions = {}): Promise<readonly string[]> {
  const { migrations = released } = options;
  assertOrdered(migrations);
  // Without this look every start would wait for running writes, only to find nothing to do.
  const before = await migrationStatus(database, { migrations });
  if (before.pending.length === 0) {
    assertRunnable(before.unknown);
    return [];
  }
  return exclusively(database, (db) => migrateIn(db, database.engine, options));
}

/** The same inside the transaction of `exclusively`. */
export async function migrateIn(
  db: Kysely<unknown>,
  engine: Database["engine"],
  options: MigrateOptions = {},
): Promise<readonly string[]> {
  const { migrations = released, appVersion = packageJson.version, onProgress } = options;
  const { pending, unknown } = compare(await readLedger(db, engine), migrations);
  assertRunnable(unknown);
  const context = createMigrationContext(db, engine);
  if (!(await tableExists(db, engine, ledgerTable))) await createLedger(context);
  for (const [done, migration] of pending.entries()) {
    onProgress?.({ name: migration.name, done, total: pending.length });
    await migration.up(context);
    await recordMigration(db, migration, { appliedAt: Date.now(), appVersion });
  }
  onProgress?.({ name: undefined, done: pending.length, total: pending.length });
  return pending.map(({ name }) => name);
}

/** What was migrated and what is to come. Changes nothing. */
export async function migrationStatus(
  database: Database,
  options: Pick<MigrateOptions, "migrations"> = {},
): Promise<MigrationStatus> {
  return database.read(everyone, (tx) => migrationStatusIn(tx, database.engine, options));
}

/** The same inside a transaction. */
export async function migrationStatusIn(
  tx: Tx,
  engine: Database["engine"],
  { migrations = released }: Pick<MigrateOptions, "migrations"> = {},
): Promise<MigrationStatus> {
  // The ledger is no table of the schema, so it is read without it.
  const applied = await readLedger(tx as unknown as Kysely<unknown>, engine);
  const { pending, unknown } = compare(applied, migrations);
  return {
    applied,
    pending: pending.map(({ name }) => name),
    unknown,
    thisReleaseCanRun: unknown.every(({ previousReleaseCanRun }) => previousReleaseCanRun),
    oldReleaseCanRun: pending.every(({ previousReleaseCanRun }) => previousReleaseCanRun),
  };
}

function compare(applied: readonly AppliedMigration[], migrations: readonly Migration[]) {
  const known = new Set(migrations.map(({ name }) => name));
  const done = new Set(applied.map(({ name }) => name));
  return {
    pending: migrations.filter(({ name }) => !done.has(name)),
    unknown: applied.filter(({ name }) => !known.has(name)),
  };
}

function assertRunnable(unknown: readonly AppliedMigration[]): void {
  const needed = unknown.filter(({ previousReleaseCanRun }) => !previousReleaseCanRun).at(-1);
  if (!needed) return;
  throw new StorageError(
    "newer-schema",
    `The database was changed by version ${needed.appVersion} (${needed.name}). Start that version or a newer one.`,
  );
}

function assertOrdered(migrations: readonly Migration[]): void {
  const names = migrations.map(({ name }) => name);
  const ordered = names.every((name, index) => index === 0 || (names[index - 1] ?? "") < name);
  if (!ordered) throw new Error("Migrations must be listed by date, each once.");
}
