import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { DatabaseTarget } from "#storage/database.ts";
import {
  besideFiles,
  damagedEnding,
  folderOfFiles,
  moveFiles,
  otherName,
  renameFiles,
  usersOfFiles,
} from "#storage/dialect/database-files.ts";
import { migrations as released } from "#storage/migrations/index.ts";
import type { NewerSchema } from "#storage/newer-schema.ts";
import type { ArchiveHeader, ArchiveManifest } from "../portable/archive-format.ts";
import type { ArchiveKey } from "../portable/archive-key.ts";
import { type ArchivedRows, withArchivedRows } from "../portable/archived-rows.ts";
import { verifyArchive } from "../portable/read-archive.ts";
import type { BackupContext } from "./backup-context.ts";
import { isBackupId } from "./backup-id.ts";
import { fetchBackup } from "./fetch-backup.ts";
import { assertArchiveFile, refused } from "./foreign-file.ts";
import { lookAtPresent, type PresentState } from "./present-state.ts";
import { assertKnownSchema } from "./prove-archive.ts";
import { type Replaced, replaceRows } from "./replace-rows.ts";
import type { SafetyCopy } from "./safety-copy.ts";
import { assertRoom, withWorkFolder } from "./work-folder.ts";

export type RestoreStage = "fetch" | "verify" | "keep" | "restore" | "compare";

export interface RestoreOptions {
  /** Another database than the context's: an empty one. */
  readonly to?: DatabaseTarget;
  /** Goes on without a copy of what is replaced. */
  readonly withoutSafetyCopy?: boolean;
  /** Also into a database whose data was moved away. */
  readonly despiteMove?: boolean;
  readonly key?: ArchiveKey;
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: RestoreStage, share: number) => void;
}

export interface RestoreReport {
  /** The backup's id, or the path of the file. */
  readonly backup: string;
  /** Epoch milliseconds. */
  readonly takenAt: number;
  readonly rows: number;
  readonly people: number;
  /** What was there before: a backup's id, or the path of a file; null when there was nothing or it was not wanted. */
  readonly safetyCopy: string | null;
  /** Where the safety copy is, when it is a backup. */
  readonly safetyPlace: string | null;
  /** Whether the archive had an older schema. */
  readonly upgraded: boolean;
  /** What was entered in between is not here now. Epoch milliseconds. */
  readonly gap: { readonly from: number; readonly to: number };
  readonly troubles: readonly string[];
}

/** An archive that was read whole and may be restored. */
export interface Restorable {
  /** As people call it. */
  readonly name: string;
  readonly path: string;
  readonly header: ArchiveHeader;
  readonly manifest: ArchiveManifest;
}

/**
 * Puts the state of a backup, or of an archive's file, in the place of the present one: all of it in one transaction, or
 * nothing. Throws BackupError, ArchiveError, StorageError, DestinationError or the signal's reason.
 */
export async function restoreBackup(
  context: BackupContext,
  idOrFile: string,
  options: RestoreOptions = {},
): Promise<RestoreReport> {
  const target = options.to ?? context.target;
  return withWorkFolder(
    context,
    async (folder) => {
      const present = await lookAtPresent(target);
      if (options.to) assertEmpty(present);
      const troubles: string[] = [];
      const archive = await obtain(context, idOrFile, folder, options, troubles);
      const newer = present.kind === "sound" ? present.newer : null;
      assertWhole(archive, newer);
      await assertRoomFor(context, target, archive, present);
      const key = options.key ?? context.key;
      const reading = {
        scratchFolder: context.workFolder,
        newer,
        ...(key ? { key } : {}),
        ...(options.signal ? { signal: options.signal } : {}),
      };
      return withArchivedRows(archive.path, reading, async (rows) => {
        const work = { context, archive, rows, folder, options };
        const replaced =
          present.kind === "damaged"
            ? await replaceFiles(work, target)
            : await replaceRows(work, target, present);
        return report(context, archive, rows, replaced, troubles);
      });
    },
    options.signal,
  );
}

function report(
  { clock }: BackupContext,
  { name, header }: Restorable,
  { current, upgraded }: ArchivedRows,
  { safetyCopy }: Replaced,
  troubles: readonly string[],
): RestoreReport {
  const takenAt = Date.parse(header.createdAt);
  return {
    backup: name,
    takenAt,
    rows: current.rows,
    people: current.tables.find((table) => table.name === "user_account")?.rows ?? 0,
    safetyCopy: safetyCopy?.name ?? null,
    safetyPlace: safetyCopy?.place ?? null,
    upgraded,
    gap: { from: takenAt, to: clock() },
    troubles: [...troubles, ...unlisted(safetyCopy)],
  };
}

/** What no list of backups shows has to be told. */
function unlisted(safetyCopy: SafetyCopy | null): string[] {
  if (safetyCopy === null || safetyCopy.place !== null) return [];
  return [
    `What was here before is kept as "${safetyCopy.name}", which no list of backups shows; "Where is my data?" does.`,
  ];
}

async function obtain(
  context: BackupContext,
  idOrFile: string,
  folder: string,
  options: RestoreOptions,
  troubles: string[],
): Promise<Restorable> {
  if (isBackupId(idOrFile)) {
    const fetched = await fetchBackup(context, idOrFile, folder, options, troubles);
    return { name: idOrFile, ...fetched };
  }
  const path = resolve(idOrFile);
  await assertArchiveFile(path);
  options.onProgress?.("verify", 0);
  const key = options.key ?? context.key;
  const read = await verifyArchive(path, {
    ...(key ? { key } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  return { name: path, path, ...read };
}

function assertWhole({ name, header }: Restorable, newer: NewerSchema | null): void {
  if (header.scope === "person") {
    throw refused(
      `"${name}" holds one person's data and not the whole installation. Bring it in with: tas import "${name}" --from archive --user NAME`,
    );
  }
  assertKnownSchema(header, newer);
}

function assertEmpty(present: PresentState): void {
  if (present.kind === "none" || (present.kind === "sound" && present.rows === 0)) return;
  throw refused("The database named with --to is not empty. Name an empty one.");
}

/** A row with its indexes takes so many bytes and seldom more; texts come on top. */
const bytesPerRow = 250;
/** Texts pack at least so well. */
const packing = 6;

async function assertRoomFor(
  context: BackupContext,
  target: DatabaseTarget,
  { path, header, manifest }: Restorable,
  present: PresentState,
): Promise<void> {
  const { size } = await stat(path);
  const rows = present.kind === "sound" ? present.rows : 0;
  const filled = 1e6 + Math.max(size * packing, manifest.rows * bytesPerRow);
  const folder = folderOfFiles(target);
  // Old and new rows lie beside each other until the new ones are in place.
  if (folder !== null) await assertRoom(context, folder, filled + rows * bytesPerRow, "the restored data");
  // An older schema is brought up to date in a scratch file first.
  const newer = present.kind === "sound" ? present.newer : null;
  const schemaLength = released.length + (newer?.migrations.length ?? 0);
  const upgrade = header.migrations.length < schemaLength ? filled : 0;
  const kept = (rows * bytesPerRow) / packing;
  await assertRoom(context, context.workFolder, upgrade + kept, "what the restore needs on the way");
}

/** A broken file is kept under another name, and a new one takes its place when it is complete. */
async function replaceFiles(
  work: Parameters<typeof replaceRows>[0],
  target: DatabaseTarget,
): Promise<Replaced> {
  const users = await usersOfFiles(target);
  if (users.length > 0) {
    throw refused(
      `The damaged database is still open in process ${users.join(", ")}. Stop the server and restore with "tas backup restore" then.`,
    );
  }
  const stamp = new Date(work.context.clock()).toISOString().slice(0, 19).replaceAll(":", "-");
  const beside = besideFiles(target, `restoring-${stamp}Z`);
  if (beside === null) throw refused("The database is damaged; look into its server's log.");
  const keptAs = `${damagedEnding}${stamp}Z`;
  await replaceRows(work, beside, { kind: "none" }, otherName(target, keptAs));
  const kept = await renameFiles(target, keptAs);
  await moveFiles(beside, target);
  return { safetyCopy: kept === null ? null : { name: kept, place: null } };
}
