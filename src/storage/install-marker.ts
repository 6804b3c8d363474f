import { readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { syncPath } from "#files/sync-path.ts";

/** What this machine remembers of the data it served: enough to notice when it is gone. */
export interface InstallMarker {
  /** The same as in the database. */
  readonly id: string;
  /** Where the database was, without a password. */
  readonly label: string;
  /** Epoch milliseconds. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** When it was last seen; above 0. */
  readonly people: number;
}

const fileName = "installation.json";

export function markerFile(folder: string): string {
  return join(folder, fileName);
}

/** The marker in a data folder; undefined when there is none. One that cannot be understood counts as none. */
export function readMarker(folder: string): InstallMarker | undefined {
  let found: Partial<Record<keyof InstallMarker, unknown>> | null;
  try {
    // Every field is looked at below.
    found = JSON.parse(readFileSync(markerFile(folder), "utf8")) as typeof found;
  } catch {
    return undefined;
  }
  const { id, label, firstSeen, lastSeen, people } = found ?? {};
  const isWhole =
    typeof id === "string" &&
    typeof label === "string" &&
    typeof firstSeen === "number" &&
    typeof lastSeen === "number" &&
    typeof people === "number";
  return isWhole ? { id, label, firstSeen, lastSeen, people } : undefined;
}

/** Writes the marker, whole or not at all (mode 0600). */
export async function writeMarker(folder: string, marker: InstallMarker): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${markerFile(folder)}.${crypto.randomUUID()}`;
  // An empty one after a power cut would say that nothing was ever here.
  await writeFile(draft, `${JSON.stringify(marker, null, 2)}\n`, { mode: 0o600, flag: "wx", flush: true });
  await rename(draft, markerFile(folder));
  await syncPath(folder);
}

/** Gives the marker another name, so that a new database may be served; resolves to it, or to null when there is none. */
export async function setMarkerAside(folder: string, now: number): Promise<string | null> {
  const aside = `${markerFile(folder)}.${new Date(now).toISOString().replaceAll(":", "-")}`;
  try {
    await rename(markerFile(folder), aside);
    return aside;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
