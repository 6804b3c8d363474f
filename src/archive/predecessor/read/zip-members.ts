import { crc32 } from "node:zlib";
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { SourceError } from "./source-error.ts";
import type { SourceFile } from "./source-file.ts";
import type { SourceLimits } from "./source-limits.ts";

const ratioCountsFrom = 1_000_000;

export function isZip(bytes: Buffer): boolean {
  return bytes.length >= 4 && bytes.readUInt32BE(0) === 0x504b0304;
}

/**
 * Unpacks a ZIP in memory, counting the bytes that really come out and comparing each checksum.
 * @throws SourceError if it is cut off, changed, locked, too large, or has names that point outside.
 */
export async function readZip(bytes: Buffer, limits: SourceLimits): Promise<SourceFile[]> {
  const zip = await opened(bytes);
  try {
    if (zip.entryCount > limits.maxMembers) {
      throw new SourceError(
        "too-large",
        `This ZIP has more than ${limits.maxMembers} files in it, so it was not opened.`,
      );
    }
    const files: SourceFile[] = [];
    let total = 0;
    let directorySize = 0;
    for await (const entry of zip.eachEntry()) {
      directorySize += 46 + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
      await compareNames(zip, entry);
      if (entry.fileName.endsWith("/")) {
        if (entry.compressedSize > 2) throw damaged();
        continue;
      }
      if (entry.isEncrypted()) {
        throw new SourceError(
          "not-recognized",
          "This ZIP is locked with a password, so it could not be read.",
        );
      }
      const content = await inflated(zip, entry, limits.maxBytes - total, limits.maxRatio);
      total += content.length;
      files.push({ path: entry.fileName, bytes: content });
    }
    if (!directoryEndsAtItsEnd(bytes, directorySize)) throw damaged();
    return files;
  } catch (error) {
    throw asSourceError(error);
  } finally {
    zip.close();
  }
}

async function opened(bytes: Buffer): Promise<ZipFile> {
  try {
    return await fromBufferPromise(bytes, { strictFileNames: false, validateEntrySizes: true });
  } catch (error) {
    throw asSourceError(error);
  }
}

/** A name is written twice; where the two differ, one of them was changed. */
async function compareNames(zip: ZipFile, entry: Entry): Promise<void> {
  const local = await zip.readLocalFileHeaderPromise(entry);
  if (!local.fileName.equals(entry.fileNameRaw)) throw damaged();
}

async function inflated(zip: ZipFile, entry: Entry, left: number, maxRatio: number): Promise<Buffer> {
  const stream = await zip.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) throw damaged();
      size += chunk.length;
      if (size > left || (size > ratioCountsFrom && size > entry.compressedSize * maxRatio)) {
        throw new SourceError(
          "too-large",
          "This ZIP unpacks to far more than the predecessor ever exports, so it was not read.",
        );
      }
      chunks.push(chunk);
    }
  } finally {
    stream.destroy();
  }
  const content = Buffer.concat(chunks, size);
  if (crc32(content) !== entry.crc32) throw damaged();
  return content;
}

/** The list of members must end where the closing record begins, or members were lost from it. */
function directoryEndsAtItsEnd(bytes: Buffer, directorySize: number): boolean {
  for (let end = bytes.length - 22; end >= Math.max(0, bytes.length - 22 - 0xffff); end -= 1) {
    if (bytes.readUInt32LE(end) !== 0x06054b50 || end + 22 + bytes.readUInt16LE(end + 20) !== bytes.length)
      continue;
    const size = bytes.readUInt32LE(end + 12);
    // The longer form for very large files keeps its sizes elsewhere; its reader has checked them.
    return size === 0xffffffff || size === directorySize;
  }
  return false;
}

function damaged(cause?: unknown): SourceError {
  return new SourceError("damaged", "This ZIP is cut off or damaged; please export or copy it again.", {
    cause,
  });
}

function asSourceError(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const message = error instanceof Error ? error.message : "";
  if (/^(invalid relative path|absolute path|invalid characters in fileName)/i.test(message))
    return outside();
  return damaged(error);
}

export function outside(): SourceError {
  return new SourceError(
    "not-recognized",
    "A file name in it points outside of its own folder, so nothing of it was read.",
  );
}
