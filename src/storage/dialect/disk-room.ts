import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { DatabaseTarget } from "../database.ts";

/** Free bytes where a database is or will be; null where this machine cannot tell. */
export async function freeBytes(target: DatabaseTarget): Promise<number | null> {
  if (target.engine === "postgres") return null;
  let folder = dirname(resolve(target.path));
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
