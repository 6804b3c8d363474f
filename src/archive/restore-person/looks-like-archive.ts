import { stat } from "node:fs/promises";
import { archiveForm } from "../portable/read-archive.ts";

/** Whether a path is a file that begins like an archive, plain or encrypted; no other form of import does. */
export async function looksLikeArchive(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return false;
  return (await archiveForm(path).catch(() => undefined)) !== undefined;
}
