import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import type { ExportFile } from "./export-file.ts";

/** Writes files into a new folder that only this account may read. Throws if there is one of that name. */
export async function writeFolder(path: string, files: readonly ExportFile[]): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  for (const { name, text } of files) {
    const file = await open(join(path, name), "wx", 0o600);
    try {
      for await (const part of text()) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
