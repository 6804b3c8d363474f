import { open } from "node:fs/promises";

/** Makes what was written to a file, or the names made and changed in a folder, last through a power cut, where the file system can. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    // Some network file systems take no such order.
    if (!["EINVAL", "ENOTSUP", "EBADF", "EPERM"].includes(code)) throw error;
  } finally {
    await handle.close();
  }
}
