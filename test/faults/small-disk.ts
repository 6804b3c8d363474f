import { execFile } from "node:child_process";
import { mkdir, open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Place } from "#test/support/each-dialect.ts";

const run = promisify(execFile);

/** A file system of a few megabytes that lives in memory, with a database on it. */
export interface SmallDisk {
  readonly folder: string;
  readonly place: Place;
  /** Writes a file that leaves so many bytes free. */
  fill(leave: number): Promise<void>;
  /** Takes that file away again. */
  makeRoom(): Promise<void>;
  /** Lets nobody write any more, or everybody again. */
  setReadOnly(readOnly: boolean): Promise<void>;
  remove(): Promise<void>;
}

export type Disk = Omit<SmallDisk, "place">;

export async function smallSqliteDisk(folder: string, megabytes: number): Promise<SmallDisk | string> {
  const disk = await mountDisk(folder, megabytes, "0700");
  if (typeof disk === "string") return disk;
  return { ...disk, place: { engine: "sqlite", path: join(folder, "task_aversion.db") } };
}

/** Mounts a tmpfs, or says why that cannot be done here. */
export async function mountDisk(folder: string, megabytes: number, mode: string): Promise<Disk | string> {
  if (process.platform !== "linux") return "a small disk is made by mounting a tmpfs, which Linux has";
  if (process.getuid?.() !== 0) return "only root may mount a small disk";
  await mkdir(folder, { recursive: true });
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=${mode}`, "tmpfs", folder]);
  } catch {
    return "this machine does not let its root mount a tmpfs";
  }
  const filler = join(folder, "filler");
  return {
    folder,
    async fill(leave) {
      await rm(filler, { force: true });
      const { bavail, bsize } = await statfs(folder);
      await writeZeros(filler, Math.max(0, bavail * bsize - leave));
    },
    makeRoom: () => rm(filler, { force: true }),
    async setReadOnly(readOnly) {
      await run("mount", ["-o", `remount,${readOnly ? "ro" : "rw"}`, folder]);
    },
    async remove() {
      await run("umount", [folder]).catch(() => run("umount", ["-l", folder]));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function writeZeros(path: string, bytes: number): Promise<void> {
  const file = await open(path, "w");
  const zeros = Buffer.alloc(1 << 16);
  try {
    for (let left = bytes; left > 0; left -= zeros.length) {
      await file.write(zeros, 0, Math.min(left, zeros.length));
    }
  } catch (error) {
    // Somebody else wrote meanwhile: full is full.
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  } finally {
    await file.close();
  }
}
