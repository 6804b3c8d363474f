import { randomUUID } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { ByteDigest, type Digest, isSame } from "./byte-digest.ts";
import type { TransferOptions } from "./destination.ts";
import { DestinationError } from "./destination-error.ts";
import type { S3Place } from "./destination-place.ts";
import type { S3Tools } from "./s3-client.ts";
import { isMissing, statusOf } from "./s3-error.ts";
import { readObject } from "./s3-read.ts";
import { stampAt } from "./s3-stamp.ts";
import { uploadFile } from "./s3-upload.ts";

/** Stores an open file under a new key and reads it back. Throws DestinationError, the SDK's errors or the signal's reason. */
export async function putObject(
  tools: S3Tools,
  place: S3Place,
  source: FileHandle,
  key: string,
  { signal, onProgress }: TransferOptions,
): Promise<Digest> {
  signal?.throwIfAborted();
  if ((await stampAt(tools, place, key)) !== null) throw alreadyThere(place, key);
  const stamp = randomUUID();
  const { size } = await source.stat();
  let furthest = 0;
  const report = (done: number) => {
    furthest = Math.max(furthest, size === 0 ? 1 : Math.min(1, done / size / 2));
    onProgress?.(furthest);
  };
  const own = signal === undefined ? {} : { signal };
  const send = (onlyNew: boolean) =>
    uploadFile(tools, place, source, { key, stamp, onlyNew }, { ...own, onBytes: report });
  try {
    const given = await send(true).catch((error: unknown) => {
      // Some stores do not know the condition. The look above and the stamp stand in for it.
      if (statusOf(error) === 501) return send(false);
      throw error;
    });
    const stored = await readBack(tools, place, key, stamp, {
      ...own,
      onBytes: (done) => report(size + done),
    });
    if (!isSame(given, stored)) throw lied(place, key);
    return given;
  } catch (error) {
    await removeOwn(tools, place, key, stamp).catch(() => undefined);
    signal?.throwIfAborted();
    throw isTaken(error) ? alreadyThere(place, key) : error;
  }
}

async function readBack(
  tools: S3Tools,
  place: S3Place,
  key: string,
  stamp: string,
  { signal, onBytes }: { readonly signal?: AbortSignal; readonly onBytes: (done: number) => void },
): Promise<Digest> {
  const stored = await readObject(tools, place, key, signal).catch((error: unknown) => {
    throw isMissing(error) ? lied(place, key) : error;
  });
  const digest = new ByteDigest();
  if (isForeign(stored.metadata["stamp"], stamp)) throw alreadyThere(place, key);
  for await (const chunk of stored.chunks()) {
    digest.add(chunk);
    onBytes(digest.size);
  }
  return digest.digest();
}

function isTaken(error: unknown): boolean {
  return [409, 412].includes(statusOf(error) ?? 0);
}

function alreadyThere(place: S3Place, key: string): DestinationError {
  return new DestinationError(
    "exists",
    `"${key}" exists already in the bucket ${place.bucket}, and a backup is never overwritten; give this one another name.`,
  );
}

function lied(place: S3Place, key: string): DestinationError {
  return new DestinationError(
    "corrupt",
    `${place.label} said that it stored "${key}", and gives back something else or nothing; look into that store, and use another until then.`,
  );
}

/** Removes what this upload left under the key, and never what another one stored there. */
async function removeOwn(tools: S3Tools, place: S3Place, key: string, stamp: string): Promise<void> {
  const found = await stampAt(tools, place, key);
  if (found === null || isForeign(found, stamp)) return;
  await tools.client.send(new tools.s3.DeleteObjectCommand({ Bucket: place.bucket, Key: key }));
}

/** A store that drops the stamp says nothing about whose it is; then it is taken for the own one. */
function isForeign(found: string | undefined, own: string): boolean {
  return found !== undefined && found !== "" && found !== own;
}
