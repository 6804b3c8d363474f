import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { makeFoldersNow } from "#files/make-folders.ts";

/**
 * Makes the data folder (mode 0700) where it is missing and checks what will be written there, so that a wrong
 * mount or owner stops the start with one sentence. Throws ConfigError.
 */
export function prepareDataFolder(config: Config, workingFolder: string = process.cwd()): void {
  // With PostgreSQL and a given key nothing is kept here, and a read-only disk is fine.
  if (config.database.engine === "postgres" && config.secretKey !== null) return;
  makeFolder(config.dataFolder);
  if (config.database.engine === "sqlite") checkDatabaseFile(resolve(workingFolder, config.database.path));
}

/** Makes a missing folder, private to the server's user, and checks that files can be made in it. */
export function makeFolder(folder: string): void {
  try {
    makeFoldersNow(folder);
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error("not a folder"), { code: "ENOTDIR" });
  } catch (error) {
    if (isReadOnly(nearestThere(folder))) throw readOnly(folder);
    throw new ConfigError(
      `The data folder "${folder}" cannot be made (${reason(error)}); make it yourself or name another place in DATABASE_URL.`,
    );
  }
  if (isReadOnly(folder)) throw readOnly(folder);
  if (!allows(folder, constants.R_OK | constants.W_OK | constants.X_OK)) {
    throw new ConfigError(
      `The data folder "${folder}" cannot be written by this user; give it to the user that runs the server.`,
    );
  }
}

function checkDatabaseFile(file: string): void {
  if (!existsSync(file)) {
    if (!existsSync(`${file}-wal`)) return;
    throw new ConfigError(
      `"${file}-wal" lies there without its database "${file}" and may hold the newest entries; put the database file back beside it, or move the -wal file away to start empty.`,
    );
  }
  if (!statSync(file).isFile()) {
    throw new ConfigError(`"${file}" is not a file; let DATABASE_URL name the database file itself.`);
  }
  for (const part of [file, `${file}-wal`, `${file}-shm`]) {
    if (existsSync(part) && !allows(part, constants.R_OK | constants.W_OK)) {
      throw new ConfigError(
        `"${part}" cannot be read and written by this user; give it to the user that runs the server.`,
      );
    }
  }
}

function allows(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function isReadOnly(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return false;
  } catch (error) {
    return reason(error) === "EROFS";
  }
}

/** The folder itself, or the one on the way to it in which the next would be made. */
function nearestThere(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestThere(dirname(folder));
}

function readOnly(folder: string): ConfigError {
  return new ConfigError(
    `The data folder "${folder}" lies on a read-only disk; let it be mounted for writing.`,
  );
}

function reason(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
}
