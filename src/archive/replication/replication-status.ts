import { type Generation, listGenerations, withLitestream } from "./ask-litestream.ts";
import type { ReplicaPlace } from "./replica-place.ts";

/** What a copy reaches back to. Times in epoch milliseconds, known to the second; null when it holds nothing. */
export interface CopyStatus {
  readonly earliest: number | null;
  readonly newest: number | null;
  /** Unbroken runs, the oldest first. */
  readonly generations: readonly Generation[];
}

/** Looks at the copy itself. Throws ReplicationError when it cannot be reached. */
export async function replicationStatus(to: ReplicaPlace): Promise<CopyStatus> {
  const generations = await withLitestream(to, listGenerations);
  return {
    earliest: generations.at(0)?.start ?? null,
    newest: generations.length === 0 ? null : Math.max(...generations.map(({ end }) => end)),
    generations,
  };
}
