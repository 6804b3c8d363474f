import { type Database, everyone } from "#storage/database.ts";
import { keepLocal, type LocalState } from "#storage/local-state.ts";
import { StorageError } from "#storage/storage-error.ts";
import type { Hold } from "./hold-writers.ts";
import { MoveError } from "./move-error.ts";

/**
 * Marks the source of a move: from then on writers are refused there. Throws MoveError 'move-unmarked' when nobody knows whether
 * it is marked, so that what arrived must stay; after anything else it is not.
 */
export async function markMoved(
  source: Database,
  hold: Pick<Hold, "assertHeldIn">,
  mark: LocalState["moved"],
): Promise<void> {
  const write = () =>
    source.write(everyone, async (tx) => {
      await hold.assertHeldIn(tx);
      await keepLocal(tx, "moved", mark);
    });
  try {
    await write();
  } catch (error) {
    if (!isKind(error, "outcome-unknown")) throw error;
    // Writing it once more waits for a commit that is still on its way; where that went through, the mark refuses this writer.
    await write().catch((cause: unknown) => {
      if (!isKind(cause, "moved")) throw unmarked(cause);
    });
  }
}

function isKind(error: unknown, kind: StorageError["kind"]): boolean {
  return error instanceof StorageError && error.kind === kind;
}

function unmarked(cause: unknown): MoveError {
  return new MoveError(
    "move-unmarked",
    "Everything arrived and was compared, but the connection to the source broke while it was marked as moved. Run the same command again: either it says that the data was moved already, and then the target is the one to use, or it moves it once more.",
    { cause },
  );
}
