import type { FileHandle } from "node:fs/promises";

const chunkSize = 1024 * 1024;

/** The bytes of an open file from its start, in new buffers of at most 1 MiB. Throws the signal's reason. */
export async function* fileChunks(file: FileHandle, signal?: AbortSignal): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    signal?.throwIfAborted();
    const buffer = Buffer.allocUnsafe(chunkSize);
    const { bytesRead } = await file.read(buffer, 0, chunkSize, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
