import { readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, resolve } from "node:path";

export interface Account {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root: who runs it instead. Nothing when we are an ordinary user ourselves. */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const line = lines.find((fields) => fields[0] === name);
    if (line) return { uid: Number(line[2]), gid: Number(line[3]) };
  }
  throw new Error("The tests run PostgreSQL as the user postgres or nobody, and this machine has neither.");
}

/** A temporary folder that every account on this machine can enter, also when TMPDIR is private. */
export async function sharedTemporaryFolder(): Promise<string> {
  if (process.getuid?.() !== 0) return tmpdir();
  for (const folder of [tmpdir(), "/tmp", "/var/tmp"]) if (await isOpenToAll(folder)) return folder;
  throw new Error("No temporary folder here can be entered by every user; set TMPDIR to one.");
}

async function isOpenToAll(folder: string): Promise<boolean> {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const found = await stat(path).catch(() => undefined);
    if (!found || (found.mode & 0o005) !== 0o005) return false;
    if (path === "/") return true;
  }
}
