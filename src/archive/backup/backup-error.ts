import { StorageError } from "#storage/storage-error.ts";
import { ArchiveError } from "../portable/archive-error.ts";
import { DestinationError } from "./destination/destination-error.ts";
import { ToldError } from "../told-error.ts";

/** Why a backup was not made, proven or restored. */
export type BackupErrorCode =
  | "no-room"
  | "nothing-to-back-up"
  | "not-stored"
  | "not-proven"
  | "backup-not-found"
  | "backup-schema-newer"
  | "restore-refused"
  | "restore-unequal"
  | "stopped";

/** A failure of a backup or a restore; the message is a sentence for people. */
export class BackupError extends ToldError<BackupErrorCode> {
  override readonly name = "BackupError";
}

/** An error as people and programs are told of it, or null when nobody foresaw it. */
export function knownFailure(error: unknown): { readonly code: string; readonly sentence: string } | null {
  if (error instanceof BackupError || error instanceof ArchiveError || error instanceof DestinationError) {
    return { code: error.code, sentence: error.message };
  }
  if (error instanceof StorageError) return { code: error.kind, sentence: error.message };
  const system = systemSentence(error);
  return system === null ? null : { code: "work-folder", sentence: system };
}

/** The same in one sentence, whatever it is. */
export function sentenceOf(error: unknown): string {
  const known = knownFailure(error)?.sentence;
  return known ?? `Something unforeseen went wrong (${error instanceof Error ? error.name : typeof error}).`;
}

function systemSentence(error: unknown): string | null {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return null;
  const code = String(error.code);
  const known = "path" in error && typeof error.path === "string" ? `"${error.path}"` : null;
  const place = known ?? "The folder for work";
  if (code === "ENOSPC" || code === "EDQUOT") {
    return `The disk became full while ${known ?? "the folder for work"} was written; nothing of it was kept. Free some space and try again.`;
  }
  return `${place} cannot be used (${code}); let the user that runs this read and write there.`;
}
