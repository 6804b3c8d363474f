import type { Kysely } from "kysely";
import { type Database, exclusively, type Tx } from "./database.ts";
import { describeTables } from "./dialect/introspect.ts";
import { createMigrationContext } from "./dialect/migration-context.ts";
import { narrowColumns } from "./dialect/odd-values.ts";
import type { SchemaDescription } from "./dialect/schema-description.ts";
import { createLedger, ledgerTable, readLedger } from "./migration-ledger.ts";
import { tableExists } from "./dialect/table-exists.ts";
import { migrations } from "./migrations/index.ts";

/** This version's schema as a database makes it. */
export interface RehearsedSchema {
  readonly schema: SchemaDescription;
  /** "table.column" of columns whose integers have 32 bits only. */
  readonly narrow: ReadonlySet<string>;
}

/** Builds in a database what is missing of this version's schema, looks at it and undoes it. Throws StorageError. */
export async function rehearseSchema(database: Database): Promise<RehearsedSchema> {
  let seen: RehearsedSchema | undefined;
  try {
    await exclusively(database, async (db) => {
      await buildMissing(db, database.engine);
      // It only asks the engine what it holds.
      const schema = await describeTables(db as unknown as Tx, database.engine);
      seen = { schema, narrow: await narrowColumns(db, database.engine) };
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  if (!seen) throw new Error("The schema was not rehearsed.");
  return seen;
}

class Undone extends Error {}

async function buildMissing(db: Kysely<unknown>, engine: Database["engine"]): Promise<void> {
  const context = createMigrationContext(db, engine);
  if (!(await tableExists(db, engine, ledgerTable))) await createLedger(context);
  const done = new Set((await readLedger(db, engine)).map(({ name }) => name));
  for (const migration of migrations) if (!done.has(migration.name)) await migration.up(context);
}
