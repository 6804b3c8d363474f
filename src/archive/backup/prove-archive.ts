import { type Database, everyone } from "#storage/database.ts";
import { fillTables, type RowChunk } from "#storage/fill-tables.ts";
import { migrate, migrationStatus } from "#storage/migrate.ts";
import { migrations as released } from "#storage/migrations/index.ts";
import { addNewerSchema, makeNewerSchema, type NewerSchema } from "#storage/newer-schema.ts";
import { withScratchDatabase } from "#storage/scratch-database.ts";
import { listStoredTables } from "#storage/stored-tables.ts";
import { assertSameTables } from "../portable/archived-rows.ts";
import { type ArchiveHeader, type ArchiveManifest, schemaOwner } from "../portable/archive-format.ts";
import type { ArchiveKey } from "../portable/archive-key.ts";
import { differingTables, digestTables } from "../portable/digest-tables.ts";
import { readArchive } from "../portable/read-archive.ts";
import type { BackupContext } from "./backup-context.ts";
import { BackupError, sentenceOf } from "./backup-error.ts";
import { openAnAccount } from "./open-an-account.ts";

export interface ProveOptions {
  readonly key?: ArchiveKey;
  readonly signal?: AbortSignal;
  /** What else is tried in the scratch database, once it was compared. */
  readonly onScratch?: (scratch: Database) => Promise<void>;
  readonly onProgress?: (stage: "restore" | "compare", share: number) => void;
  /** Of the database that the archive was taken from, where a newer release has been at work. */
  readonly newer?: NewerSchema | null;
}

/**
 * Restores a verified archive into a scratch database of the same engine, compares every table, lets the migrations that it
 * lacks run, and opens an account. Resolves to what is worth knowing although it is proven. Throws BackupError.
 */
export async function proveArchive(
  { target, workFolder, clock }: Pick<BackupContext, "target" | "workFolder" | "clock">,
  path: string,
  { header, manifest }: { readonly header: ArchiveHeader; readonly manifest: ArchiveManifest },
  options: ProveOptions = {},
): Promise<readonly string[]> {
  const { signal, onScratch, onProgress = () => {}, newer = null } = options;
  assertKnownSchema(header, newer);
  return withScratchDatabase(target, workFolder, async (scratch) => {
    const own = released.filter(({ name }) => header.migrations.includes(name));
    await migrate(scratch, { migrations: own });
    if (newer && isAhead(header)) await addNewerSchema(scratch, newer);
    assertSameTables(header, await listStoredTables(scratch));
    const rows = counted(path, manifest.rows, options, (share) => onProgress("restore", share));
    await fillTables(scratch, rows, { present: "none", check: async () => {} });
    await compare(scratch, manifest, signal, (share) => onProgress("compare", share));
    const troubles: string[] = [];
    if (onScratch) await onScratch(scratch);
    else troubles.push(...(await upgrade(scratch)));
    const { pending, unknown } = await migrationStatus(scratch);
    if (unknown.some(({ name }) => !header.migrations.includes(name)))
      throw notProven("it has steps of a schema that this version does not know");
    if (pending.length === 0) troubles.push(...(await openAnAccount(scratch, clock())));
    return troubles;
  });
}

/** Whether a newer release has written it. */
export function isAhead({ migrations }: ArchiveHeader): boolean {
  return migrations.some((name) => !released.some((own) => own.name === name));
}

/**
 * Throws BackupError 'backup-schema-newer' when this version cannot build the schema of an archive: it knows its own ones, and
 * the one of the database that it runs on.
 */
export function assertKnownSchema(header: ArchiveHeader, newer: NewerSchema | null): void {
  if (!isAhead(header) || (newer && makeNewerSchema(header.migrations, newer))) return;
  throw new BackupError(
    "backup-schema-newer",
    `The data has the schema of ${schemaOwner(header)}, which this version does not know; use that version or a newer one. Nothing was changed.`,
  );
}

async function compare(
  scratch: Database,
  manifest: ArchiveManifest,
  signal: AbortSignal | undefined,
  onProgress: (share: number) => void,
): Promise<void> {
  const names = new Set(manifest.tables.map(({ name }) => name));
  const tables = (await listStoredTables(scratch)).filter(({ name }) => names.has(name));
  let done = 0;
  const found = await scratch.read(everyone, (tx) =>
    digestTables(tx, tables, (rows) => {
      signal?.throwIfAborted();
      done += rows;
      onProgress(Math.min(1, done / Math.max(1, manifest.rows)));
    }),
  );
  const [different] = differingTables(found, manifest);
  if (different !== undefined) throw notProven(`table ${different} came back differently`);
}

/** Steps of this version's schema that fail are no fault of the copy, but the host should know before updating. */
async function upgrade(scratch: Database): Promise<readonly string[]> {
  try {
    await migrate(scratch);
    return [];
  } catch (error) {
    return [`The schema's next steps fail on a trial copy of this data: ${sentenceOf(error)}`];
  }
}

async function* counted(
  path: string,
  total: number,
  { key, signal }: ProveOptions,
  onProgress: (share: number) => void,
): AsyncGenerator<RowChunk> {
  let done = 0;
  for await (const part of readArchive(path, { ...(key ? { key } : {}), ...(signal ? { signal } : {}) })) {
    signal?.throwIfAborted();
    if (part.kind !== "rows") continue;
    yield part;
    done += part.rows.length;
    onProgress(done / Math.max(1, total));
  }
}

function notProven(what: string): BackupError {
  return new BackupError("not-proven", `The copy was restored for a trial, and ${what}, so it is no backup.`);
}
