import { ToldError } from "../told-error.ts";

/** Why an archive cannot be used. */
export type ArchiveErrorCode =
  | "archive-not-recognized"
  | "archive-damaged"
  | "archive-newer"
  | "archive-locked"
  | "archive-scope"
  | "archive-too-large"
  | "archive-unlike";

/** An archive that cannot be read or written; the message is a sentence for people and holds none of its rows. */
export class ArchiveError extends ToldError<ArchiveErrorCode> {
  override readonly name = "ArchiveError";
}

export function damaged(detail: string, cause?: unknown): ArchiveError {
  return new ArchiveError(
    "archive-damaged",
    `The archive is damaged: ${detail}. Nothing was changed; use another copy of it.`,
    cause === undefined ? undefined : { cause },
  );
}
