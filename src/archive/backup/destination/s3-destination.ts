import { open } from "node:fs/promises";
import { ByteDigest } from "./byte-digest.ts";
import type { Destination, StoredFile } from "./destination.ts";
import { DestinationError } from "./destination-error.ts";
import type { S3Place } from "./destination-place.ts";
import { folderError } from "./folder-error.ts";
import { makeFile } from "./new-file.ts";
import { loadS3, type S3Tools } from "./s3-client.ts";
import { isMissing, s3Error } from "./s3-error.ts";
import { putObject } from "./s3-put.ts";
import { readObject } from "./s3-read.ts";
import { byName, checkName, isStoredName } from "./stored-name.ts";

/** A folder of a bucket in any store that speaks S3. */
export function openS3(place: S3Place): Destination {
  let loaded: Promise<S3Tools> | undefined;
  const { label, bucket: Bucket, prefix } = place;
  const run = async <T>(work: (tools: S3Tools) => Promise<T>): Promise<T> => {
    loaded ??= loadS3(place);
    try {
      return await work(await loaded);
    } catch (error) {
      throw s3Error(error, place);
    }
  };
  const keyOf = (name: string) => {
    checkName(name);
    return prefix + name;
  };
  return {
    label,
    kind: "s3",
    list: () => run((tools) => listObjects(tools, place)),
    async put(name, path, options = {}) {
      const Key = keyOf(name);
      const source = await open(path, "r");
      try {
        return await run((tools) => putObject(tools, place, source, Key, options));
      } finally {
        await source.close();
      }
    },
    putText: async (name, text) => {
      const Key = keyOf(name);
      await run(async (tools) => {
        const Body = Buffer.from(text, "utf8");
        await tools.client.send(
          new tools.s3.PutObjectCommand({ Bucket, Key, Body, ContentType: "text/plain; charset=utf-8" }),
        );
        if ((await readText(tools, place, Key)) !== text) {
          throw new DestinationError(
            "corrupt",
            `${label} took "${name}" and gives back something else; look into that store, and use another until then.`,
          );
        }
      });
    },
    readText: async (name) => {
      const Key = keyOf(name);
      return run((tools) => readText(tools, place, Key));
    },
    fetch: async (name, path, options = {}) => {
      const Key = keyOf(name);
      await run((tools) => fetchObject(tools, place, Key, path, options));
    },
    remove: async (name) => {
      const Key = keyOf(name);
      await run(({ client, s3 }) => client.send(new s3.DeleteObjectCommand({ Bucket, Key })));
    },
  };
}

async function listObjects({ client, s3 }: S3Tools, place: S3Place): Promise<readonly StoredFile[]> {
  const { bucket: Bucket, prefix: Prefix } = place;
  const files: StoredFile[] = [];
  let token: string | undefined;
  do {
    const more = token === undefined ? {} : { ContinuationToken: token };
    const page = await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix, Delimiter: "/", ...more }));
    for (const { Key = "", Size = 0, LastModified } of page.Contents ?? []) {
      const name = Key.slice(Prefix.length);
      if (isStoredName(name)) files.push({ name, size: Size, modifiedAt: LastModified?.getTime() ?? 0 });
    }
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
  return files.sort(byName);
}

async function readText(tools: S3Tools, place: S3Place, key: string): Promise<string | null> {
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await readObject(tools, place, key)).chunks()) chunks.push(chunk);
    return Buffer.concat(chunks).toString("utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function fetchObject(
  tools: S3Tools,
  place: S3Place,
  key: string,
  path: string,
  { signal, onProgress }: NonNullable<Parameters<Destination["fetch"]>[2]>,
): Promise<void> {
  signal?.throwIfAborted();
  const stored = await readObject(tools, place, key, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
  await makeFile(path, async (file) => {
    const digest = new ByteDigest();
    for await (const chunk of stored.chunks()) {
      digest.add(chunk);
      await file.writeFile(chunk);
      onProgress?.(stored.size === 0 ? 1 : digest.size / stored.size);
    }
  }).catch((error: unknown) => {
    throw isLocal(error) ? folderError(error, path) : error;
  });
}

/** Whether a system call on the local file failed, and not one on the connection. */
function isLocal(error: unknown): boolean {
  if (!(error instanceof Error) || !("syscall" in error)) return false;
  return (
    ["open", "write", "fsync", "link", "rename", "close"].includes(String(error.syscall)) &&
    !("address" in error)
  );
}
