import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { type ArchiveLock, encrypted } from "../portable/archive-key.ts";

const block = 1 << 18;

/** Writes an archive once more, encrypted, to a new file of mode 0600. */
export async function lockArchive(
  plain: string,
  path: string,
  lock: ArchiveLock,
  signal: AbortSignal | undefined,
): Promise<void> {
  const source = createReadStream(plain, { highWaterMark: block });
  try {
    const bytes = await encrypted(source, lock);
    const file = createWriteStream(path, { flags: "wx", mode: 0o600, flush: true });
    await pipeline(bytes, file, signal ? { signal } : {});
  } finally {
    source.destroy();
  }
}

/** Size and SHA-256 (hex) of a file as it lies there. */
export async function measureFile(path: string): Promise<{ readonly size: number; readonly sha256: string }> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: block })) {
    // Bytes, as no encoding was named.
    hash.update(chunk as Buffer);
  }
  return { size: (await stat(path)).size, sha256: hash.digest("hex") };
}
