import { readFile } from "node:fs/promises";
import type { ArchiveKey, ArchiveLock } from "#archive/portable/archive-key.ts";
import { isAgeRecipient } from "#config/age-recipient.ts";
import { CliError, UsageError } from "./cli-error.ts";

/** For whom an archive is to be encrypted, as options say; undefined for nobody. Throws UsageError. */
export async function archiveLock(given: {
  readonly recipient?: readonly string[] | undefined;
  readonly passphraseFile?: string | undefined;
}): Promise<ArchiveLock | undefined> {
  const { recipient = [], passphraseFile } = given;
  if (recipient.length > 0 && passphraseFile !== undefined) {
    throw new UsageError("Give --recipient or --passphrase-file, not both.");
  }
  const unreadable = recipient.find((text) => !isAgeRecipient(text));
  if (unreadable !== undefined) {
    throw new UsageError("This is no age recipient: it begins with age1 and is copied to its last letter.");
  }
  if (recipient.length > 0) return { recipients: recipient };
  return passphraseFile === undefined ? undefined : { passphrase: await passphraseIn(passphraseFile) };
}

/** What opens an encrypted archive, as options say; undefined when nothing was given. Throws UsageError. */
export async function archiveKey(given: {
  readonly identity?: string | undefined;
  readonly passphraseFile?: string | undefined;
}): Promise<ArchiveKey | undefined> {
  const { identity, passphraseFile } = given;
  if (identity !== undefined && passphraseFile !== undefined) {
    throw new UsageError("Give --identity or --passphrase-file, not both.");
  }
  if (passphraseFile !== undefined) return { passphrase: await passphraseIn(passphraseFile) };
  if (identity === undefined) return undefined;
  // An identity file of age also holds comments.
  const identities = (await contentOf(identity))
    .split(/\s+/)
    .filter((word) => word.startsWith("AGE-SECRET-KEY-"));
  if (identities.length > 0) return { identities };
  throw new CliError(
    "archive-locked",
    `There is no age identity in "${identity}"; it begins with AGE-SECRET-KEY-.`,
  );
}

/** The first line of the file, so that a line feed at its end does not become part of it. */
async function passphraseIn(path: string): Promise<string> {
  const [line = ""] = (await contentOf(path)).split(/\r?\n/);
  if (line !== "") return line;
  throw new CliError("archive-locked", `There is no passphrase in the first line of "${path}".`);
}

async function contentOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    throw new CliError("not-found", `The file "${path}" cannot be read (${code}).`);
  }
}
