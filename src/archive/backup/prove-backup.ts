import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { readNewerSchemaAt } from "#storage/newer-schema.ts";
import type { ArchiveKey } from "../portable/archive-key.ts";
import type { BackupContext } from "./backup-context.ts";
import { BackupError, sentenceOf } from "./backup-error.ts";
import { receiptName } from "./backup-id.ts";
import { peopleIn } from "./create-backup.ts";
import { type FetchedBackup, fetchSighting, findBackup } from "./fetch-backup.ts";
import { measureFile } from "./lock-archive.ts";
import { assertKnownSchema, isAhead, proveArchive } from "./prove-archive.ts";
import { type BackupReceipt, writeReceipt } from "./receipt.ts";
import type { Sighting } from "./survey-backups.ts";
import { withWorkFolder } from "./work-folder.ts";

export type ProveStage = "fetch" | "verify" | "restore" | "compare";

export interface ProveBackupOptions {
  readonly key?: ArchiveKey;
  readonly onProgress?: (stage: ProveStage, share: number) => void;
  readonly signal?: AbortSignal;
}

export interface ProvenBackup extends BackupReceipt {
  /** Labels of the destinations whose copy is whole. */
  readonly places: readonly string[];
  readonly troubles: readonly string[];
}

/**
 * Fetches every copy of a backup, reads it whole and restores it for a trial; each receipt then says so. A copy that is damaged
 * loses its proof. Throws BackupError or ArchiveError when no copy is good, and the signal's reason.
 */
export async function proveBackup(
  context: BackupContext,
  id: string,
  options: ProveBackupOptions = {},
): Promise<ProvenBackup> {
  const places: string[] = [];
  const troubles: string[] = [];
  let proven: BackupReceipt | undefined;
  let failure: unknown;
  for (const sighting of await findBackup(context, id)) {
    try {
      proven = await withWorkFolder(
        context,
        (folder) => proveCopy(context, sighting, folder, proven, options, troubles),
        options.signal,
      );
      places.push(sighting.destination.label);
      await sighting.destination.putText(receiptName(id), writeReceipt(proven));
    } catch (error) {
      options.signal?.throwIfAborted();
      failure = error;
      troubles.push(`${sighting.destination.label}: ${sentenceOf(error)}`);
      await loseProof(sighting, error);
    }
  }
  if (!proven) throw failure;
  return { ...proven, places, troubles };
}

/** The same bytes were restored once already, if `proven` is known: then the copy only has to be whole. */
async function proveCopy(
  context: BackupContext,
  sighting: Sighting,
  folder: string,
  proven: BackupReceipt | undefined,
  options: ProveBackupOptions,
  troubles: string[],
): Promise<BackupReceipt> {
  const started = context.clock();
  const fetched = await fetchSighting(context, sighting, await mkdtemp(join(folder, "copy-")), options);
  const file = { name: sighting.file.name, ...(await measureFile(fetched.path)) };
  if (proven && proven.file.sha256 === file.sha256) return proven;
  assertSameRows(sighting, fetched);
  const newer = isAhead(fetched.header) ? await readNewerSchemaAt(context.target) : null;
  assertKnownSchema(fetched.header, newer);
  const key = options.key ?? context.key;
  troubles.push(
    ...(await proveArchive(context, fetched.path, fetched, {
      newer,
      ...(key ? { key } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    })),
  );
  await rm(fetched.path, { force: true });
  const provenAt = context.clock();
  const { header, manifest } = fetched;
  return {
    id: sighting.id,
    label: sighting.receipt?.label ?? "manual",
    takenAt: Date.parse(header.createdAt),
    provenAt,
    appVersion: header.appVersion,
    migrations: header.migrations,
    // A file without a receipt does not say where it came from.
    engine: sighting.receipt?.engine ?? "unknown",
    rows: manifest.rows,
    people: peopleIn(fetched),
    sha256: manifest.sha256,
    tables: manifest.tables,
    file,
    encrypted: sighting.encrypted,
    seconds: Math.max(0, provenAt - started) / 1000,
  };
}

function assertSameRows({ receipt }: Sighting, { manifest }: FetchedBackup): void {
  if (!receipt || receipt.sha256 === manifest.sha256) return;
  throw new BackupError("not-proven", "The archive's rows are not those that its receipt names.");
}

/** What was proven once and is not whole any more must not count; what could only not be looked at keeps its word. */
async function loseProof({ id, destination, receipt }: Sighting, error: unknown): Promise<void> {
  const isBad =
    error instanceof Error && "code" in error && /^(archive-damaged|not-proven)$/.test(String(error.code));
  if (!isBad || receipt === null) return;
  await destination.putText(receiptName(id), writeReceipt({ ...receipt, provenAt: null })).catch(() => {});
}
