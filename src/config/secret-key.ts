import { randomBytes, randomUUID } from "node:crypto";
import { linkSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { makeFolder } from "./data-folder.ts";

/**
 * The given secret key, else the one kept in the data folder, made there at the first start (mode 0600).
 * Several processes starting at once end up with the same key. Throws ConfigError.
 */
export function ensureSecretKey(
  config: Pick<Config, "secretKey" | "dataFolder">,
  dataFolder: string = config.dataFolder,
): string {
  if (config.secretKey !== null) return config.secretKey;
  const file = join(dataFolder, "secret.key");
  const kept = readKey(file);
  if (kept !== null) return kept;
  makeFolder(dataFolder);
  makeKey(file, dataFolder);
  const made = readKey(file);
  if (made !== null) return made;
  throw new ConfigError(`"${file}" disappeared while it was made; start again or set SECRET_KEY.`);
}

function makeKey(file: string, folder: string): void {
  const key = `${randomBytes(32).toString("base64url")}\n`;
  // Written whole under another name and then linked: whoever sees secret.key sees all of it.
  const draft = join(folder, `.secret-${randomUUID()}`);
  try {
    writeFileSync(draft, key, { mode: 0o600, flag: "wx" });
    try {
      linkSync(draft, file);
    } catch (error) {
      if (code(error) === "EEXIST") return;
      // Some network and USB file systems have no links.
      writeFileSync(file, key, { mode: 0o600, flag: "wx" });
    } finally {
      unlinkSync(draft);
    }
  } catch (error) {
    if (code(error) === "EEXIST") return;
    throw new ConfigError(
      `The secret key cannot be kept in "${file}" (${code(error)}); set SECRET_KEY instead.`,
    );
  }
}

function readKey(file: string): string | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    if (code(error) === "ENOENT") return null;
    throw new ConfigError(`"${file}" cannot be read (${code(error)}); make it readable or set SECRET_KEY.`);
  }
  if (text.length >= 32) return text;
  throw new ConfigError(
    `"${file}" holds no whole secret key; put the old one back, or remove the file and everyone signs in again.`,
  );
}

function code(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
}
