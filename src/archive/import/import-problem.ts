import { AppError } from "#contract/app-error.ts";
import { type ErrorCode, sentence } from "#contract/error-codes.ts";
import { StorageError } from "#storage/storage-error.ts";
import { ArchiveError } from "../portable/archive-error.ts";
import { SourceError, type SourceErrorKind } from "../predecessor/read/source-error.ts";

/** Why an import failed: a code for programs, one sentence for people. Holds nothing a person wrote. */
export interface ImportProblem {
  readonly code: ErrorCode;
  readonly sentence: string;
  /** Where it happened, for the host's log, if nobody foresaw it. */
  readonly trace?: string | undefined;
}

const codes: Readonly<Record<SourceErrorKind, ErrorCode>> = {
  "not-recognized": "import-not-recognized",
  "too-large": "import-too-large",
  damaged: "import-damaged",
};

export function importProblem(error: unknown): ImportProblem {
  if (error instanceof SourceError) {
    return {
      code: codes[error.kind],
      sentence: `${error.message.replace(/\.$/u, "")}; nothing was changed.`,
    };
  }
  // Its sentence tells more than its code.
  if (error instanceof ArchiveError) {
    const code = error.code === "archive-too-large" ? "import-too-large" : error.code;
    return { code, sentence: error.message };
  }
  if (error instanceof AppError) return { code: error.code, sentence: error.sentence };
  const code = storageCode(error);
  return { code, sentence: sentence(code), trace: traceOf(error) };
}

function storageCode(error: unknown): ErrorCode {
  if (!(error instanceof StorageError)) return "internal";
  if (error.kind === "busy" || error.kind === "unique") return "busy";
  if (error.kind === "disk-full") return "disk-full";
  return ["unavailable", "outcome-unknown"].includes(error.kind) ? "database-unavailable" : "internal";
}

/** Only a StorageError's message is known to hold no values of rows; of others the names and places are enough. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const places = (error.stack ?? "").split("\n").filter((line) => /^\s+at /u.test(line));
  const what = error instanceof StorageError ? `${error.name} ${error.kind}: ${error.message}` : error.name;
  return [what, ...places].join("\n");
}
