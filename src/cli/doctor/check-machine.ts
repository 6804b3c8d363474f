import { randomUUID } from "node:crypto";
import { existsSync, statfsSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Finding } from "#storage/dialect/inspect-engine.ts";

const scarce = 200e6;
const little = 1e9;
/** Milliseconds by which two clocks may differ: file systems count in up to 2 seconds. */
const tolerance = 5_000;

/** Whether the data folder is there, writable, and closed to other users of the machine. */
export function checkFolder(folder: string): Finding {
  const name = "data folder";
  if (!existsSync(folder)) {
    return { name, state: "note", saw: `"${folder}" is not there yet; the first start makes it.` };
  }
  const { mode } = statSync(folder);
  if (!statSync(folder).isDirectory()) {
    const advice = "Move it away, or name another place in DATABASE_URL.";
    return { name, state: "problem", saw: `"${folder}" is not a folder.`, advice };
  }
  if (probe(folder) === null) {
    const advice = "Give it to the user that runs the server, or make room on its disk.";
    return { name, state: "problem", saw: `Nothing can be written to "${folder}".`, advice };
  }
  if ((mode & 0o022) !== 0) {
    const saw = `Other users of this machine may write to "${folder}".`;
    return { name, state: "problem", saw, advice: `Run: chmod 700 "${folder}"` };
  }
  if ((mode & 0o055) !== 0) {
    const saw = `Other users of this machine may look into "${folder}".`;
    return { name, state: "note", saw, advice: `Run: chmod 700 "${folder}"` };
  }
  return { name, state: "ok", saw: `"${folder}" is writable and private to its owner.` };
}

/** The secret key kept in the data folder must be readable by nobody else. */
export function checkSecretKeyFile(folder: string): Finding[] {
  const file = join(folder, "secret.key");
  if (!existsSync(file)) return [];
  const name = "secret key";
  if ((statSync(file).mode & 0o077) === 0) {
    return [{ name, state: "ok", saw: `"${file}" is private to its owner.` }];
  }
  const saw = `Other users of this machine may read "${file}".`;
  return [{ name, state: "problem", saw, advice: `Run: chmod 600 "${file}"` }];
}

/** How much room the disk of the data folder has. */
export function checkDisk(folder: string, freeBytes: (folder: string) => number = freeOn): Finding {
  let there = folder;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  const free = freeBytes(there);
  const saw = `${free >= 1e9 ? `${(free / 1e9).toFixed(1)} GB` : `${Math.round(free / 1e6)} MB`} are free.`;
  const advice = "Make room: when the disk is full, nothing can be saved.";
  if (free < scarce) return { name: "disk", state: "problem", saw, advice };
  if (free < little) return { name: "disk", state: "note", saw, advice };
  return { name: "disk", state: "ok", saw };
}

/** Compares this process's clock with the other clocks at hand and with the newest moment that was written down. */
export function checkClock(others: {
  readonly folder: string;
  /** Epoch milliseconds, read at the same time as `now`; null when the database has no clock of its own. */
  readonly database: number | null;
  readonly lastWritten: number | null;
  readonly now: number;
}): Finding {
  const name = "clock";
  const advice = "Set the machine's clock, best by a time service (timedatectl set-ntp true).";
  const { now, lastWritten } = others;
  const here = new Date(now).toISOString();
  if (lastWritten !== null && lastWritten > now + tolerance) {
    const saw = `It is ${here} here, but the database was changed at ${new Date(lastWritten).toISOString()}.`;
    return { name, state: "problem", saw, advice };
  }
  const written = existsSync(others.folder) ? probe(others.folder) : null;
  const clocks = [
    ["database", others.database === null ? null : others.database - now],
    ["file system", written],
  ] as const;
  for (const [whose, difference] of clocks) {
    if (difference === null || Math.abs(difference) <= tolerance) continue;
    const seconds = Math.round(Math.abs(difference) / 1000);
    const saw = `The clock of the ${whose} is ${seconds} seconds ${difference > 0 ? "ahead of" : "behind"} this machine's.`;
    return { name, state: "problem", saw, advice };
  }
  return { name, state: "ok", saw: `${here}, and the clocks at hand agree.` };
}

/** Writes and removes a small file; by how many milliseconds its time differs from ours, or null if that failed. */
function probe(folder: string): number | null {
  const file = join(folder, `.doctor-${randomUUID()}`);
  try {
    const before = Date.now();
    writeFileSync(file, "x", { flag: "wx", mode: 0o600 });
    const { mtimeMs } = statSync(file);
    unlinkSync(file);
    // Between the two readings of our clock there is no difference.
    if (mtimeMs >= before - 1 && mtimeMs <= Date.now() + 1) return 0;
    return mtimeMs - before;
  } catch {
    return null;
  }
}

function freeOn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
