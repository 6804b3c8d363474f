import { type FileHandle, open } from "node:fs/promises";

const largePart = 1 << 20;
const smallPart = 4096;

/**
 * Copies a file whose disk may fail to give parts of it; such parts become zeros. Resolves to how many bytes those are. Throws when
 * the file cannot be opened or the copy cannot be written.
 */
export async function copyDamaged(from: string, to: string): Promise<number> {
  const source = await open(from, "r");
  try {
    const copy = await open(to, "wx", 0o600);
    try {
      const { size } = await source.stat();
      let unreadable = 0;
      const bytes = Buffer.alloc(largePart);
      for (let at = 0; at < size; at += largePart) {
        const length = Math.min(largePart, size - at);
        unreadable += await readPart(source, bytes.subarray(0, length), at);
        for (let written = 0; written < length; ) {
          written += (await copy.write(bytes, written, length - written, at + written)).bytesWritten;
        }
      }
      return unreadable;
    } finally {
      await copy.close();
    }
  } finally {
    await source.close();
  }
}

async function readPart(source: FileHandle, bytes: Buffer, position: number): Promise<number> {
  try {
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await source.read(bytes, read, bytes.length - read, position + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    bytes.fill(0, read);
    return 0;
  } catch {
    if (bytes.length <= smallPart) {
      bytes.fill(0);
      return bytes.length;
    }
    let unreadable = 0;
    for (let at = 0; at < bytes.length; at += smallPart) {
      unreadable += await readPart(source, bytes.subarray(at, at + smallPart), position + at);
    }
    return unreadable;
  }
}
