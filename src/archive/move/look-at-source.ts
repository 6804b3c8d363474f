import { type Database, everyone } from "#storage/database.ts";
import { isThere } from "#storage/dialect/arrival.ts";
import { measureDatabase } from "#storage/dialect/database-size.ts";
import { describeTables } from "#storage/dialect/introspect.ts";
import { letRunLong } from "#storage/dialect/long-transaction.ts";
import { findBrokenRules, findOddValues, type OddValues } from "#storage/dialect/odd-values.ts";
import type { SchemaDescription } from "#storage/dialect/schema-description.ts";
import { findLocal } from "#storage/local-state.ts";
import { migrationStatus } from "#storage/migrate.ts";
import { countOrphans, type Orphans } from "#storage/orphans.ts";
import type { RehearsedSchema } from "#storage/rehearse-schema.ts";
import { isForeignTable } from "#storage/own-tables.ts";
import { type StoredTable, storedTablesOf } from "#storage/stored-tables.ts";
import { countTable } from "#storage/table-rows.ts";
import { type MovePlace, withPlace } from "./move-place.ts";

export interface SourceReport {
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  readonly rows: number;
  readonly people: number;
  readonly bytes: number;
  readonly orphans: readonly Orphans[];
  readonly oddValues: readonly OddValues[];
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

export interface LookAtSourceOptions {
  /** What the target makes of the schema; null when it is not known. */
  readonly rehearsed: RehearsedSchema | null;
  /** Also when its data was moved away before. */
  readonly force: boolean;
  readonly onProgress?: (share: number) => void;
}

const nothing: SourceReport = {
  tables: [],
  rows: 0,
  people: 0,
  bytes: 0,
  orphans: [],
  oddValues: [],
  problems: [],
  notes: [],
};

/** Looks at every row that is to be moved. Changes nothing. Throws StorageError when it cannot be reached. */
export async function lookAtSource(from: MovePlace, options: LookAtSourceOptions): Promise<SourceReport> {
  if (!isThere(from.target))
    return { ...nothing, problems: [`There is no database at ${from.label}; look at what --from names.`] };
  return withPlace(from.target, async (database) => {
    const { applied, pending, unknown } = await migrationStatus(database);
    const refused = (sentence: string): SourceReport => ({ ...nothing, problems: [sentence] });
    if (applied.length === 0) return refused("The source holds no data of this app.");
    if (pending.length > 0) {
      return refused(
        `The source has the schema of an older version; bring it up to date with "tas migrate" first.`,
      );
    }
    if (unknown.length > 0) {
      return refused("The source has the schema of a newer version; move it with that version.");
    }
    const { data: bytes } = await measureDatabase(database);
    const broken = findBrokenRules(from.target);
    return database.read(everyone, async (tx) => {
      await letRunLong(tx, database.engine);
      const moved = await findLocal(tx, "moved");
      if (moved && !options.force) {
        return refused(
          `The data was moved to ${moved.to} already. If this database is the right one all the same, say --force.`,
        );
      }
      const looked = await lookAtRows(tx, database, options);
      return { ...looked, oddValues: [...broken, ...looked.oddValues], bytes };
    });
  });
}

type Tx = Parameters<Parameters<Database["read"]>[1]>[0];

async function lookAtRows(tx: Tx, database: Database, options: LookAtSourceOptions): Promise<SourceReport> {
  const { rehearsed, onProgress = () => {} } = options;
  const { engine } = database;
  const schema = await describeTables(tx, engine);
  const all = await storedTablesOf(tx, engine);
  const tables = movedTables(all, rehearsed?.schema);
  const notes = Object.keys(schema)
    .filter(isForeignTable)
    .map((name) => `Table ${name} is none of this app's and stays where it is.`);
  const counted: { name: string; rows: number }[] = [];
  for (const table of tables) counted.push({ name: table.name, rows: await countTable(tx, table) });
  const oddValues: OddValues[] = [];
  for (const [index, table] of tables.entries()) {
    onProgress(index / tables.length);
    oddValues.push(...(await findOddValues(tx, engine, table, rehearsed?.narrow ?? new Set())));
  }
  onProgress(1);
  const people = counted.find(({ name }) => name === "user_account")?.rows ?? 0;
  return {
    ...nothing,
    tables: counted,
    rows: counted.reduce((sum, { rows }) => sum + rows, 0),
    people,
    orphans: await countOrphans(tx, tables, schema),
    oddValues,
    problems: people === 0 ? ["The source holds no account, so there is nothing to move."] : [],
    notes,
  };
}

/** The tables of a database that this app's schema knows. */
export function movedTables(
  tables: readonly StoredTable[],
  schema: SchemaDescription | undefined,
): readonly StoredTable[] {
  return schema === undefined ? tables : tables.filter(({ name }) => name in schema);
}
