import { join } from "node:path";
import { type Database, openDatabase } from "#storage/database.ts";
import { measureDatabase } from "#storage/dialect/database-size.ts";
import { inspectFiles } from "#storage/dialect/inspect-engine.ts";
import { migrationStatus } from "#storage/migrate.ts";
import { type NewerSchema, readNewerSchema } from "#storage/newer-schema.ts";
import { StorageError } from "#storage/storage-error.ts";
import { damaged } from "../portable/archive-error.ts";
import { verifyArchive } from "../portable/read-archive.ts";
import { writeArchive, type WrittenArchive } from "../portable/write-archive.ts";
import type { BackupContext } from "./backup-context.ts";
import { BackupError, sentenceOf } from "./backup-error.ts";
import { archiveName, newBackupId } from "./backup-id.ts";
import { lockArchive, measureFile } from "./lock-archive.ts";
import { assertKnownSchema, proveArchive } from "./prove-archive.ts";
import { NothingOpens } from "./open-an-account.ts";
import type { BackupLabel, BackupReceipt } from "./receipt.ts";
import { storeBackup } from "./store-backup.ts";
import { assertRoom, withWorkFolder } from "./work-folder.ts";

export type BackupStage = "write" | "verify" | "restore" | "compare" | "encrypt" | "store";

export interface CreateBackupOptions {
  readonly label: BackupLabel;
  /** `share` of the stage, from 0 to 1. */
  readonly onProgress?: (stage: BackupStage, share: number) => void;
  readonly signal?: AbortSignal;
  /** Tried in the scratch database after it was compared, before anything is stored; what it throws ends the backup. */
  readonly onScratch?: (scratch: Database) => Promise<void>;
}

export interface CreatedBackup {
  readonly receipt: BackupReceipt;
  /** Labels of the destinations that have it. */
  readonly places: readonly string[];
  /** What the host should know although it worked. */
  readonly troubles: readonly string[];
}

/**
 * Makes a copy of the database, restores it into a scratch database, compares it there, and only then stores it with its
 * receipt. Throws BackupError, StorageError, or the signal's reason.
 */
export async function createBackup(
  context: BackupContext,
  options: CreateBackupOptions,
): Promise<CreatedBackup> {
  const { onProgress = () => {}, signal } = options;
  const started = context.clock();
  const id = newBackupId(started);
  return withWorkFolder(
    context,
    async (folder) => {
      const plain = join(folder, archiveName(id, false));
      const { engine, written, newer } = await snapshot(context, plain, options);
      await verify(plain, written, options);
      const proof = await prove(context, plain, { ...written, newer }, options);
      const path = await locked(context, plain, written, join(folder, archiveName(id, true)), options);
      const { header, manifest } = written;
      const provenAt = context.clock();
      const receipt: BackupReceipt = {
        id,
        label: options.label,
        takenAt: Date.parse(header.createdAt),
        provenAt: proof.flaw === null ? provenAt : null,
        appVersion: header.appVersion,
        migrations: header.migrations,
        engine,
        rows: manifest.rows,
        people: peopleIn(written),
        sha256: manifest.sha256,
        tables: manifest.tables,
        file: { name: archiveName(id, path !== plain), ...(await measureFile(path)) },
        encrypted: path !== plain,
        seconds: Math.max(0, provenAt - started) / 1000,
      };
      onProgress("store", 0);
      const { places, troubles } = await storeBackup(context.destinations, path, receipt, {
        ...(signal ? { signal } : {}),
        onProgress: (share) => onProgress("store", share),
      });
      if (proof.flaw !== null) throw unproven(id, proof.flaw);
      return { receipt, places, troubles: [...proof.troubles, ...troubles] };
    },
    signal,
  );
}

export function peopleIn({ manifest }: Pick<WrittenArchive, "manifest">): number {
  return manifest.tables.find(({ name }) => name === "user_account")?.rows ?? 0;
}

async function snapshot(
  context: BackupContext,
  path: string,
  { onProgress = () => {}, signal }: CreateBackupOptions,
) {
  const { target, lock } = context;
  const { findings, openable } = inspectFiles(target);
  // Opening would make it.
  if (!openable) throw nothing(findings.map(({ saw }) => saw).join(" "));
  const database = await openDatabase(target, { readers: 1, poolSize: 2 });
  try {
    const { applied } = await migrationStatus(database);
    if (applied.length === 0) throw nothing("The database is empty; it has not even its tables.");
    const { data, scratch } = await measureDatabase(database);
    // An archive is far smaller than its database.
    const needed = Math.ceil(1e6 + scratch * 1.2 + data * 0.5 * (lock ? 2 : 1));
    await assertRoom(context, context.workFolder, needed, "making and proving a backup");
    onProgress("write", 0);
    const now = context.clock();
    const onRows = (share: number) => onProgress("write", share);
    const own = signal ? { signal } : {};
    const written = await writeArchive(database, path, { now, onProgress: onRows, ...own });
    return { engine: database.engine, written, newer: await readNewerSchema(database) };
  } finally {
    await database.close();
  }
}

async function verify(
  path: string,
  { manifest }: WrittenArchive,
  { onProgress = () => {}, signal }: CreateBackupOptions,
): Promise<void> {
  onProgress("verify", 0);
  let done = 0;
  const read = await verifyArchive(path, {
    ...(signal ? { signal } : {}),
    onRows(rows) {
      done += rows;
      onProgress("verify", done / Math.max(1, manifest.rows));
    },
  });
  if (read.manifest.sha256 !== manifest.sha256) throw damaged("it reads other than it was written");
}

async function prove(
  context: BackupContext,
  path: string,
  written: WrittenArchive & { readonly newer: NewerSchema | null },
  { signal, onScratch, onProgress }: CreateBackupOptions,
): Promise<{ readonly troubles: readonly string[]; readonly flaw: string | null }> {
  const { newer } = written;
  assertKnownSchema(written.header, newer);
  try {
    const troubles = await proveArchive(context, path, written, {
      newer,
      ...(signal ? { signal } : {}),
      ...(onScratch ? { onScratch } : {}),
      ...(onProgress ? { onProgress } : {}),
    });
    return { troubles, flaw: null };
  } catch (error) {
    if (error instanceof NothingOpens) return { troubles: [], flaw: error.message };
    // Rows that break the rules of their own tables are the database's fault. A copy of them is better than none.
    const breaksRules =
      error instanceof StorageError && ["foreign-key", "unique", "check"].includes(error.kind);
    if (!breaksRules) throw error;
    return { troubles: [], flaw: sentenceOf(error) };
  }
}

/** The path of the file to be stored: the archive itself, or it encrypted. */
async function locked(
  { lock, key }: BackupContext,
  plain: string,
  { manifest }: WrittenArchive,
  path: string,
  { signal, onProgress = () => {} }: CreateBackupOptions,
): Promise<string> {
  if (!lock) return plain;
  onProgress("encrypt", 0);
  await lockArchive(plain, path, lock, signal);
  if (key) {
    const read = await verifyArchive(path, { key, ...(signal ? { signal } : {}) });
    if (read.manifest.sha256 !== manifest.sha256) throw damaged("encrypted, it reads other than before");
  }
  onProgress("encrypt", 1);
  return path;
}

function nothing(saw: string): BackupError {
  return new BackupError("nothing-to-back-up", `There is nothing to back up yet. ${saw}`);
}

function unproven(id: string, flaw: string): BackupError {
  return new BackupError(
    "not-proven",
    `The copy ${id} was kept, but it could not be restored for a trial, so it is not proven: ${flaw} "tas doctor" looks for the reason.`,
  );
}
