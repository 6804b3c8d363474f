import { readdir, readFile, readlink } from "node:fs/promises";
import { cpus } from "node:os";

/** What a process and the machine used up to a moment, in seconds of one core; memory in bytes. */
export interface Usage {
  readonly at: number;
  readonly machineBusy: number;
  readonly server: number | null;
  readonly memory: number | null;
}

/** Clock ticks a second: fixed at 100 for what /proc shows. */
const ticks = 100;

/** The process that listens on the port of this machine; null when it cannot be told (needs root or the server's user). */
export async function listenerOf(port: number): Promise<number | null> {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = new Set<string>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    const lines = (await readFile(table, "utf8").catch(() => "")).split("\n").slice(1);
    for (const words of lines.map((line) => line.trim().split(/\s+/u))) {
      // Local address, then the state: 0A is listening.
      if (words[1]?.endsWith(`:${hex}`) && words[3] === "0A" && words[9]) inodes.add(`socket:[${words[9]}]`);
    }
  }
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/u.test(name)) continue;
    const handles = await readdir(`/proc/${name}/fd`).catch(() => []);
    for (const handle of handles) {
      if (inodes.has(await readlink(`/proc/${name}/fd/${handle}`).catch(() => ""))) return Number(name);
    }
  }
  return null;
}

export async function usage(pid: number | null): Promise<Usage> {
  const machineBusy = cpus().reduce(
    (sum, { times }) => sum + (times.user + times.nice + times.sys + times.irq) / 1000,
    0,
  );
  const at = performance.now() / 1000;
  if (pid === null) return { at, machineBusy, server: null, memory: null };
  const [stat, status] = await Promise.all(
    ["stat", "status"].map((name) => readFile(`/proc/${pid}/${name}`, "utf8").catch(() => "")),
  );
  // After the name in parentheses: state, …; the 12th and 13th of these are user and system time.
  const words = (stat ?? "").split(") ").at(-1)?.split(" ") ?? [];
  const seconds = (Number(words[11]) + Number(words[12])) / ticks;
  const kilobytes = Number(/^VmRSS:\s+(\d+)/mu.exec(status ?? "")?.[1]);
  return {
    at,
    machineBusy,
    server: Number.isFinite(seconds) ? seconds : null,
    memory: Number.isFinite(kilobytes) ? kilobytes * 1024 : null,
  };
}
