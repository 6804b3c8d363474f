import { globSync, readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Clock ticks a second, as the kernel tells them to everybody. */
const ticks = 100;

export interface CpuShare {
  /** Seconds of processor time of this process and all it started, the database server too. */
  readonly own: number;
  /** What everybody else took of the machine meanwhile, 0 to 1. */
  readonly others: number;
}

/** Tells what a piece of work cost, and how much of the machine was somebody else's meanwhile. */
export async function withCpuShare<T>(work: () => Promise<T>): Promise<{ result: T; share: CpuShare }> {
  const [started, busy, own] = [performance.now(), busyTime(), treeTime(`${process.pid}`)];
  const result = await work();
  const used = treeTime(`${process.pid}`) - own;
  const all = ((performance.now() - started) / 1000) * cpus().length;
  return { result, share: { own: used, others: Math.max(0, busyTime() - busy - used) / all } };
}

/** Of the whole machine: everything but idling and waiting for the disk. */
function busyTime(): number {
  const [user = 0, nice = 0, system = 0, , , interrupt = 0, soft = 0, stolen = 0] =
    /^cpu +(.*)$/mu.exec(readFileSync("/proc/stat", "utf8"))?.[1]?.split(" ").map(Number) ?? [];
  return (user + nice + system + interrupt + soft + stolen) / ticks;
}

/** Of a process and its children, with those that have ended. */
function treeTime(pid: string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    const own = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / ticks;
    const children = globSync(`/proc/${pid}/task/*/children`).flatMap((path) =>
      readFileSync(path, "utf8").split(" "),
    );
    return children.filter((child) => child !== "").reduce((sum, child) => sum + treeTime(child), own);
  } catch {
    // It ended meanwhile, and its parent has its time.
    return 0;
  }
}
