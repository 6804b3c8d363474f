import { link, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { contentOfFile, type RestoredContent, settleRestoredFile } from "#storage/dialect/restored-file.ts";
import { syncPath } from "#files/sync-path.ts";
import { type Generation, type Litestream, listGenerations, withLitestream } from "./ask-litestream.ts";
import { ReplicationError } from "./replication-error.ts";
import type { ReplicaPlace } from "./replica-place.ts";

export interface RestoreOptions {
  readonly from: ReplicaPlace;
  /** Epoch milliseconds; null for the newest that was copied. */
  readonly at: number | null;
  /** A new file. */
  readonly out: string;
}

export interface Restored extends RestoredContent {
  /** Epoch milliseconds (to the second) of the last change that was copied before `at`, where a gap follows it; else null. */
  readonly copiedUntil: number | null;
}

/**
 * Makes a new database file that holds what was copied by a moment, and checks it as a whole before it gets its name.
 * Throws ReplicationError.
 */
export async function restoreMoment({ from, at, out }: RestoreOptions): Promise<Restored> {
  const target = resolve(out);
  await refusePresent(target);
  const folder = await mkdtemp(join(dirname(target), ".tas-restore-")).catch(() => {
    throw new ReplicationError(`Nothing can be written to the folder of "${out}".`);
  });
  try {
    const path = join(folder, "restored.db");
    const copiedUntil = await withLitestream(from, async (litestream) => {
      const generations = await listGenerations(litestream);
      return fetchMoment(
        litestream,
        generations,
        at === null ? null : knownMoment(at, from),
        path,
        from.label,
      );
    });
    const damage = settleRestoredFile(path);
    if (damage.length > 0) {
      throw new ReplicationError(`What came back is damaged (${damage[0]}); choose an earlier moment.`);
    }
    const content = await contentOfFile(path);
    await syncPath(path);
    // Unlike renaming, this fails when somebody made such a file meanwhile.
    await link(path, target).catch(async () => {
      await refusePresent(target);
      // Some file systems know no links.
      await rename(path, target);
    });
    await syncPath(dirname(target));
    return { ...content, copiedUntil };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * S3 dates a file with the second in which it came, cut off: only what is dated earlier certainly came before that second. Files
 * in a folder are dated exactly.
 */
function knownMoment(at: number, place: ReplicaPlace): number {
  return place.kind === "folder" ? at : Math.floor(at / second) * second - 1;
}

const second = 1000;

async function fetchMoment(
  litestream: Litestream,
  generations: readonly Generation[],
  at: number | null,
  path: string,
  place: string,
): Promise<number | null> {
  const first = generations.at(0);
  if (first === undefined) throw new ReplicationError(`${place} holds no copy of a database.`);
  // Of two copies the one begun last is the one that was current.
  const found = generations.findLast(({ start }) => at === null || start <= at);
  if (found === undefined) {
    const earliest = new Date(first.start).toISOString();
    throw new ReplicationError(
      `The copy in ${place} begins at ${earliest}; nothing earlier can be brought back.`,
    );
  }
  const fetch = (...words: string[]) =>
    litestream.run("restore", "-generation", found.name, ...words, "-o", path);
  if (at === null || at >= found.end + second) {
    await fetch();
    return at === null ? null : found.end;
  }
  try {
    await fetch("-timestamp", new Date(at).toISOString());
  } catch (error) {
    // Its times are known to the second only: the moment is later than the last copied change after all.
    const later = error instanceof Error && error.message.includes("no matching backups") && at >= found.end;
    if (!later) throw error;
    await fetch();
  }
  return null;
}

async function refusePresent(target: string): Promise<void> {
  const present = await stat(target).catch(() => undefined);
  const wal = await stat(`${target}-wal`).catch(() => undefined);
  if (present || wal)
    throw new ReplicationError(`"${target}" is there already; nothing is overwritten. Name a new file.`);
}
