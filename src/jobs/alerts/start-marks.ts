import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AlertMark } from "./alert-check.ts";

/** What is known of the last starts. Epoch milliseconds. */
export interface StartMarks {
  /** The starts of the last hour that nobody ended. */
  readonly starts: readonly number[];
  /** The host was told of a restart loop that is not over yet. */
  readonly told?: AlertMark | undefined;
}

const name = "starts.json";
const hour = 60 * 60_000;

/** Reads what was noted; nothing where there is no file, or none that can be read. */
export async function readStartMarks(folder: string): Promise<StartMarks> {
  try {
    const read: unknown = JSON.parse(await readFile(join(folder, name), "utf8"));
    if (typeof read !== "object" || read === null) return { starts: [] };
    const starts = "starts" in read && Array.isArray(read.starts) ? read.starts : [];
    const told = "told" in read ? markOf(read.told) : undefined;
    return { starts: starts.filter((start) => typeof start === "number"), told };
  } catch {
    return { starts: [] };
  }
}

/** Changes what is noted. Throws where the folder cannot be written. */
export async function changeStartMarks(
  folder: string,
  now: number,
  change: (marks: StartMarks) => StartMarks,
): Promise<void> {
  const { starts, told } = change(await readStartMarks(folder));
  // One that is still to come was noted by a clock that was wrong.
  const recent = starts.filter((start) => start <= now && now - start < hour).slice(-50);
  // It lies in a folder that is there; as a rule it is there itself.
  await mkdir(folder, { mode: 0o700 }).catch(() => {});
  const draft = join(folder, `.${name}-${randomUUID()}`);
  try {
    await writeFile(draft, `${JSON.stringify({ starts: recent, told })}\n`, { mode: 0o600 });
    // Whoever is killed meanwhile leaves the old or the new one, never half of it.
    await rename(draft, join(folder, name));
  } finally {
    await rm(draft, { force: true });
  }
}

function markOf(read: unknown): AlertMark | undefined {
  if (typeof read !== "object" || read === null || !("since" in read) || !("mailedAt" in read))
    return undefined;
  const { since, mailedAt } = read;
  return typeof since === "number" && typeof mailedAt === "number" ? { since, mailedAt } : undefined;
}
