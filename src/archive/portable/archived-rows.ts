import { everyone } from "#storage/database.ts";
import { localScratch } from "#storage/dialect/scratch.ts";
import { fillTables, type RowChunk } from "#storage/fill-tables.ts";
import { migrate } from "#storage/migrate.ts";
import { migrations as released } from "#storage/migrations/index.ts";
import { addNewerSchema, makeNewerSchema, type NewerSchema } from "#storage/newer-schema.ts";
import { withScratchDatabase } from "#storage/scratch-database.ts";
import { type StoredTable, storedTablesOf } from "#storage/stored-tables.ts";
import { readTable } from "#storage/table-rows.ts";
import { ArchiveError, damaged } from "./archive-error.ts";
import {
  type ArchiveHeader,
  type ArchiveManifest,
  headerTable,
  schemaOwner,
  storedTable,
} from "./archive-format.ts";
import { differingTables, digestTables } from "./digest-tables.ts";
import { personalTables } from "./person-scope.ts";
import { readArchive, type ReadArchiveOptions, verifyArchive } from "./read-archive.ts";

/** The rows of an archive as this version's schema has them. */
export interface ArchivedRows {
  readonly header: ArchiveHeader;
  /** Of the rows as they were archived, before any upgrade. */
  readonly manifest: ArchiveManifest;
  readonly upgraded: boolean;
  /** Of the rows that `chunks` gives. */
  readonly current: ArchiveManifest;
  readonly tables: readonly StoredTable[];
  /** Table by table, parents first; may be read more than once. */
  chunks(): AsyncGenerator<RowChunk>;
}

export interface ArchivedRowsOptions extends ReadArchiveOptions {
  /** Where an archive of an older schema is upgraded: a folder with room for a SQLite file of all its rows. */
  readonly scratchFolder: string;
  /** Names of the migrations whose schema the rows shall have; all of this version unless told. */
  readonly schema?: readonly string[];
  /** Of the database that the rows are for, where a newer release has been at work: they shall have its schema then. */
  readonly newer?: NewerSchema | null;
}

/**
 * Reads all of an archive to see that it is whole, brings it to this version's schema (or the one asked for) where it is older,
 * and hands its rows to `work`. Throws ArchiveError before `work` runs.
 */
export async function withArchivedRows<T>(
  path: string,
  options: ArchivedRowsOptions,
  work: (rows: ArchivedRows) => Promise<T>,
): Promise<T> {
  const { header, manifest } = await verifyArchive(path, options);
  const { newer = null } = options;
  const names = released.map(({ name }) => name);
  const isAhead = header.migrations.some((name) => !names.includes(name));
  const isAsNewer = newer !== null && makeNewerSchema(header.migrations, newer);
  if (isAhead && !isAsNewer) {
    throw new ArchiveError(
      "archive-newer",
      `The archive has the schema of ${schemaOwner(header)}, which this version does not know. Use that version or a newer one; nothing was changed.`,
    );
  }
  const wanted = released.filter(({ name }) => options.schema?.includes(name) ?? true);
  if (!isAhead && header.migrations.some((name) => !wanted.some((migration) => migration.name === name))) {
    throw new ArchiveError(
      "archive-newer",
      `The archive was written by version ${header.appVersion}, whose schema is newer than the one that is asked for; nothing was changed.`,
    );
  }
  if (isAsNewer || (newer === null && header.migrations.length === wanted.length)) {
    return work({
      header,
      manifest,
      upgraded: false,
      current: manifest,
      tables: header.tables.map(storedTable),
      chunks: () => chunksOf(path, options),
    });
  }
  return withScratchDatabase(localScratch, options.scratchFolder, async (scratch) => {
    await migrate(scratch, { migrations: released.filter(({ name }) => header.migrations.includes(name)) });
    await fillTables(scratch, chunksOf(path, options), {
      present: "none",
      async check(tx, tables) {
        const archived = header.tables.map(({ name }) => name);
        const filled = await digestTables(
          tx,
          tables.filter(({ name }) => archived.includes(name)),
        );
        if (differingTables(filled, manifest).length > 0) throw damaged("its rows changed while being read");
      },
    });
    await migrate(scratch, { migrations: wanted });
    if (newer) await addNewerSchema(scratch, newer);
    return scratch.read(everyone, async (tx) => {
      const all = await storedTablesOf(tx, scratch.engine);
      const tables = header.scope === "installation" ? all : personalTables(all);
      return work({
        header,
        manifest,
        upgraded: true,
        current: await digestTables(tx, tables),
        tables,
        async *chunks() {
          for (const table of tables) {
            for await (const rows of readTable(tx, table)) yield { table, rows };
          }
        },
      });
    });
  });
}

/** Throws ArchiveError when the tables of an archive are not those of a database at the same schema. */
export function assertSameTables(header: ArchiveHeader, tables: readonly StoredTable[]): void {
  const ours = new Map(tables.map((table) => [table.name, JSON.stringify(headerTable(table))]));
  const unlike = header.tables.find((table) => ours.get(table.name) !== JSON.stringify(table));
  if (unlike) {
    throw new ArchiveError(
      "archive-unlike",
      `The archive's table ${unlike.name} is not the one this version has, though it names the same schema. Nothing was changed.`,
    );
  }
}

async function* chunksOf(path: string, options: ReadArchiveOptions): AsyncGenerator<RowChunk> {
  for await (const part of readArchive(path, options)) if (part.kind === "rows") yield part;
}
