import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { ArchiveError } from "./archive-error.ts";

/** For whom an archive is encrypted: age recipients (age1…), or whoever knows a passphrase. */
export type ArchiveLock = { readonly recipients: readonly string[] } | { readonly passphrase: string };
/** What opens an encrypted archive: age identities (AGE-SECRET-KEY-…), or its passphrase. */
export type ArchiveKey = { readonly identities: readonly string[] } | { readonly passphrase: string };

/** The bytes encrypted with age. Throws ArchiveError 'archive-locked' for a recipient that is none. */
export async function encrypted(plain: Readable, lock: ArchiveLock): Promise<Readable> {
  const { Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  try {
    if ("passphrase" in lock) encrypter.setPassphrase(lock.passphrase);
    else for (const recipient of lock.recipients) encrypter.addRecipient(recipient);
  } catch (error) {
    throw new ArchiveError("archive-locked", "This is no age recipient; one begins with age1.", {
      cause: error,
    });
  }
  return fromWeb(await encrypter.encrypt(toWeb(plain)));
}

/** The bytes behind an age encryption. Throws ArchiveError 'archive-locked' when the key does not fit. */
export async function decrypted(file: Readable, key: ArchiveKey | undefined): Promise<Readable> {
  if (key === undefined) {
    throw new ArchiveError(
      "archive-locked",
      "The archive is encrypted; give its passphrase (--passphrase-file) or its age identity (--identity).",
    );
  }
  const { Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  try {
    if ("passphrase" in key) decrypter.addPassphrase(key.passphrase);
    else for (const identity of key.identities) decrypter.addIdentity(identity);
    return fromWeb(await decrypter.decrypt(toWeb(file)));
  } catch (error) {
    throw new ArchiveError(
      "archive-locked",
      "The archive cannot be opened with this key, or its first bytes are damaged.",
      { cause: error },
    );
  }
}

function toWeb(stream: Readable): globalThis.ReadableStream<Uint8Array> {
  // Node's type of the same class.
  return Readable.toWeb(stream) as unknown as globalThis.ReadableStream<Uint8Array>;
}

function fromWeb(stream: globalThis.ReadableStream<Uint8Array>): Readable {
  // Node's type of the same class.
  return Readable.fromWeb(stream as unknown as ReadableStream<Uint8Array>);
}
