import { randomBytes } from "node:crypto";
import { type FileHandle, link, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { syncPath } from "#files/sync-path.ts";
import { systemCode } from "./folder-error.ts";

/** What unfinished files end with. */
export const partEnding = ".part";

/**
 * Makes a file of mode 0600 that bears its name only when it is whole and on the disk. `write` fills it; `check` may
 * still refuse it. Without `overwrite`, a name that exists is EEXIST. On any error nothing is left.
 */
export async function makeFile(
  path: string,
  write: (file: FileHandle) => Promise<void>,
  options: { readonly check?: (part: string) => Promise<void>; readonly overwrite?: boolean } = {},
): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}${partEnding}`);
  try {
    const file = await open(part, "wx", 0o600);
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await options.check?.(part);
    if (options.overwrite === true) await rename(part, path);
    else await nameOnce(part, path);
  } finally {
    await rm(part, { force: true }).catch(() => undefined);
  }
  await syncPath(dirname(path));
}

/** rename() would replace what is there; link() does not. */
async function nameOnce(part: string, path: string): Promise<void> {
  try {
    await link(part, path);
  } catch (error) {
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(systemCode(error) ?? ""))
      throw error;
    // Some network and USB file systems have no links. Names hold random digits, so nobody else takes this one now.
    if (await exists(path)) throw Object.assign(new Error("exists"), { code: "EEXIST", syscall: "link" });
    await rename(part, path);
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (systemCode(error) === "ENOENT") return false;
      throw error;
    },
  );
}
