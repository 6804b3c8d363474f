import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { RowChunk } from "#storage/fill-tables.ts";
import { ArchiveError, damaged } from "./archive-error.ts";
import type { ArchiveHeader, ArchiveManifest } from "./archive-format.ts";
import { type ArchiveKey, decrypted } from "./archive-key.ts";
import { ArchiveParser } from "./archive-parser.ts";
import { SealReader } from "./archive-seal.ts";

export interface ReadArchiveOptions {
  readonly key?: ArchiveKey;
  readonly signal?: AbortSignal;
  /** Bytes that it may hold unpacked; no end unless told. What packs a thousand times smaller is soon made. */
  readonly largest?: number;
}

export type ArchivePart =
  | { readonly kind: "header"; readonly header: ArchiveHeader }
  | ({ readonly kind: "rows" } & RowChunk)
  | { readonly kind: "manifest"; readonly manifest: ArchiveManifest };

/**
 * Reads an archive from its first to its last byte. Only a reader that reaches the end knows that every byte is right:
 * whoever writes what is read commits afterwards, or reads twice (`verifyArchive`). Throws ArchiveError.
 */
export async function* readArchive(
  path: string,
  options: ReadArchiveOptions = {},
): AsyncGenerator<ArchivePart> {
  const form = await formOf(path);
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const packed: Readable = form === "age" ? await decrypted(file, options.key) : file;
  const text = new PassThrough({ highWaterMark: 1 << 20 });
  let failure: Error | undefined;
  const signal = options.signal ? { signal: options.signal } : {};
  const unpacking = pipeline(packed, new SealReader(), createGunzip(), text, signal).catch(
    (error: unknown) => {
      failure = error instanceof Error ? error : damaged("it cannot be unpacked", error);
    },
  );
  const parser = new ArchiveParser();
  try {
    // A stream of bytes, whatever its type says.
    let size = 0;
    for await (const chunk of text as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > (options.largest ?? Number.POSITIVE_INFINITY)) throw tooLarge();
      yield* parser.push(chunk);
    }
    await unpacking;
    if (failure) throw failure;
    parser.end();
  } catch (error) {
    text.destroy();
    await unpacking;
    throw known(error instanceof ArchiveError ? error : (failure ?? error), options.signal);
  } finally {
    text.destroy();
    file.destroy();
    await unpacking;
  }
}

/** Reads all of an archive, writes nothing, and resolves to what it says of itself. Throws ArchiveError. */
export async function verifyArchive(
  path: string,
  options: ReadArchiveOptions & { readonly onRows?: (rows: number) => void } = {},
): Promise<{ readonly header: ArchiveHeader; readonly manifest: ArchiveManifest }> {
  let header: ArchiveHeader | undefined;
  let manifest: ArchiveManifest | undefined;
  for await (const part of readArchive(path, options)) {
    if (part.kind === "header") header = part.header;
    else if (part.kind === "manifest") manifest = part.manifest;
    else options.onRows?.(part.rows.length);
  }
  if (!header || !manifest) throw damaged("its end is missing");
  return { header, manifest };
}

/** Whether a file looks like an archive, plain or encrypted, or undefined when it does not. */
export async function archiveForm(path: string): Promise<"plain" | "age" | undefined> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(24), 0, 24, 0);
    const start = buffer.subarray(0, bytesRead);
    if (start.subarray(0, 3).equals(Buffer.from([0x1f, 0x8b, 8]))) return "plain";
    return start.toString("latin1").startsWith("age-encryption.org/v1") ? "age" : undefined;
  } finally {
    await file.close();
  }
}

async function formOf(path: string): Promise<"plain" | "age"> {
  const form = await archiveForm(path).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    throw new ArchiveError(
      "archive-not-recognized",
      code === "ENOENT" ? "There is no such file." : `The file cannot be read (${code}).`,
    );
  });
  if (form) return form;
  throw new ArchiveError(
    "archive-not-recognized",
    "This file is no archive of this app, or its first bytes are damaged. Nothing was changed.",
  );
}

function known(error: unknown, signal: AbortSignal | undefined): unknown {
  if (error instanceof ArchiveError || signal?.aborted) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/^E(ACCES|IO|PERM|MFILE|NOENT)$/.test(code)) return error;
  return damaged("it cannot be unpacked", error);
}

function tooLarge(): ArchiveError {
  return new ArchiveError(
    "archive-too-large",
    "The archive holds more than can be taken in one go. Nothing was changed.",
  );
}
