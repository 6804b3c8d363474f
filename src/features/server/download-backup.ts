import { createReadStream, type ReadStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ListedBackup } from "#archive/backup/list-backups.ts";
import { archiveName } from "#archive/backup/backup-id.ts";
import type { Destination } from "#archive/backup/destination/destination.ts";

export interface Download {
  readonly name: string;
  readonly size: number;
  readonly content: ReadStream;
}

/**
 * A backup's file, whole before its first byte is sent, so that a place far away cannot cut a download off. Throws the
 * last place's DestinationError when none of them gives it.
 */
export async function downloadBackup(
  { id, encrypted, places }: Pick<ListedBackup, "id" | "encrypted" | "places">,
  destinations: readonly Destination[],
  workFolder: string,
): Promise<Download> {
  const name = archiveName(id, encrypted);
  const path = join(workFolder, `download-${crypto.randomUUID()}`);
  await mkdir(workFolder, { recursive: true, mode: 0o700 });
  try {
    await fetchFromAny(
      destinations.filter(({ label }) => places.includes(label)),
      name,
      path,
    );
    const { size } = await stat(path);
    const content = createReadStream(path);
    // Once it is open it can be read to its end without its name.
    await new Promise((resolve, reject) => content.once("open", resolve).once("error", reject));
    return { name, size, content };
  } finally {
    await rm(path, { force: true });
  }
}

async function fetchFromAny(destinations: readonly Destination[], name: string, path: string): Promise<void> {
  // A folder of this machine is faster, and costs nobody anything.
  const nearest = destinations.toSorted((one, other) => rank(one) - rank(other));
  let problem: unknown = new Error("No place has the file.");
  for (const destination of nearest) {
    try {
      await destination.fetch(name, path);
      return;
    } catch (error) {
      problem = error;
      await rm(path, { force: true });
    }
  }
  throw problem;
}

function rank({ kind }: Destination): number {
  return kind === "folder" ? 0 : 1;
}
