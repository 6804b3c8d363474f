import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import yazl from "yazl";
import type { ExportFile } from "./export-file.ts";

/** Packs files into a new ZIP that only this account may read. Throws if there is one of that name. */
export async function writeZip(path: string, files: readonly ExportFile[], now: number): Promise<void> {
  const zip = new yazl.ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(path, { flags: "wx", mode: 0o600 }));
  // One after the other: they read from one transaction.
  const packed = (async () => {
    for (const { name, text } of files) {
      const content = Readable.from(text(), { objectMode: false });
      const ended = new Promise<void>((resolve, reject) => content.on("end", resolve).on("error", reject));
      zip.addReadStream(content, name, { mtime: new Date(now), mode: 0o100600, compressionLevel: 6 });
      await ended;
    }
    zip.end();
  })();
  // What fails first ends both: an unread stream would wait for ever.
  await Promise.race([packed.then(() => written), written]);
  await packed;
}
