import { closeSync, existsSync, fstatSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { ConfigError } from "#config/config-error.ts";
import { makeFoldersNow } from "#files/make-folders.ts";

/** Bytes after which a file is set aside, and how many are kept besides the one that is written. */
const usualSize = 10_000_000;
const kept = 5;

/** Where finished lines of the log go. */
export interface LogFile {
  /** Never throws: a full disk must not end the server for the sake of its log. */
  write(line: string): void;
}

/**
 * Opens a log file (mode 0600, its folder 0700), writes each line at once, and sets it aside as PATH.1 to PATH.5 when
 * it grows too large. Two processes may write to one. Throws ConfigError where nothing can be written.
 */
export function openLogFile(path: string, size = usualSize): LogFile {
  let file = open(path);
  return {
    write(line) {
      try {
        if (fstatSync(file).size + line.length > size) file = setAside(path, file);
        writeSync(file, line);
      } catch {
        // The same line stands on stdout.
      }
    },
  };
}

function open(path: string): number {
  try {
    makeFoldersNow(dirname(path));
    return openSync(path, "a", 0o600);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    throw new ConfigError(
      `LOG_FILE names "${path}", which cannot be written (${reason}); name a file in a folder of the user that runs the server.`,
    );
  }
}

function setAside(path: string, file: number): number {
  // Unless another process has done so already: then only the new one is opened.
  if (existsSync(path) && statSync(path).ino === fstatSync(file).ino) {
    for (let number = kept; number > 1; number--) {
      if (existsSync(`${path}.${number - 1}`)) renameSync(`${path}.${number - 1}`, `${path}.${number}`);
    }
    renameSync(path, `${path}.1`);
  }
  const next = open(path);
  closeSync(file);
  return next;
}
