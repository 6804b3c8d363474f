import { CommanderError } from "commander";
import { MoveError } from "#archive/move/move-error.ts";
import { ConfigError } from "#config/config-error.ts";
import { BackupError } from "#archive/backup/backup-error.ts";
import { DestinationError } from "#archive/backup/destination/destination-error.ts";
import { ArchiveError } from "#archive/portable/archive-error.ts";
import { UpdateError } from "#archive/update/update-error.ts";
import { AppError } from "#contract/app-error.ts";
import { StorageError } from "#storage/storage-error.ts";
import { CliError, UsageError } from "./cli-error.ts";

/** A failure in the command line's terms. The exit code is 1, or 2 for wrong usage. */
export interface ReportedError {
  readonly code: string;
  readonly message: string;
  readonly exitCode: 1 | 2;
}

/** Says what went wrong in one sentence. What nobody foresaw may carry what it should not say, so it says nothing. */
export function reportError(error: unknown): ReportedError {
  if (error instanceof UsageError) return { code: error.code, message: error.message, exitCode: 2 };
  if (error instanceof CommanderError) return { code: "wrong-usage", message: usage(error), exitCode: 2 };
  if (error instanceof CliError) return { code: error.code, message: error.message, exitCode: 1 };
  if (error instanceof MoveError) return { code: error.code, message: error.message, exitCode: 1 };
  if (error instanceof ConfigError) return { code: "config", message: error.message, exitCode: 1 };
  if (error instanceof AppError) return { code: error.code, message: error.sentence, exitCode: 1 };
  if (error instanceof ArchiveError) return { code: error.code, message: error.message, exitCode: 1 };
  if (error instanceof BackupError || error instanceof DestinationError || error instanceof UpdateError) {
    return { code: error.code, message: error.message, exitCode: 1 };
  }
  if (error instanceof StorageError) return { code: error.kind, message: advise(error), exitCode: 1 };
  return {
    code: "internal",
    message:
      "Something went wrong in tas itself; what was not finished was undone. LOG_LEVEL=debug shows more.",
    exitCode: 1,
  };
}

function usage(error: CommanderError): string {
  const sentence = error.message.replace(/^error: /u, "").replaceAll("\n", " ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1).replace(/\.$/u, "")}; "tas --help" shows what there is.`;
}

function advise(error: StorageError): string {
  if (error.kind === "busy") return `${error.message} Try again in a moment.`;
  if (error.kind === "disk-full") {
    return `${error.message} Make room there and run the same command again; what was not finished was undone.`;
  }
  if (error.kind === "unavailable") {
    return `${error.message} "tas doctor" looks for the reason.`;
  }
  return error.message;
}
