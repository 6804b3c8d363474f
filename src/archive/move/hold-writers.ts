import { Worker } from "node:worker_threads";
import { type Database, type DatabaseTarget, everyone, type Tx } from "#storage/database.ts";
import { olderTransactions } from "#storage/dialect/long-transaction.ts";
import { findLease, takeLease } from "#storage/lease.ts";
import { writersLease } from "#storage/write-gate.ts";
import { type HoldWork, holdLength, lostPlace, secondsPlace } from "./hold-message.ts";
import { MoveError } from "./move-error.ts";

export interface HoldOptions {
  /** The file of `hold-worker`. */
  readonly worker: URL;
  readonly target: DatabaseTarget;
  /** Who holds; `database` must be opened with a pass for it. */
  readonly holder: string;
  /** What people are told: "The data is being moved". */
  readonly what: string;
  /** How long it is likely to take. */
  readonly seconds: number;
  /** Told when somebody else still holds. */
  readonly onWaiting?: () => void;
}

/** Nobody else writes while this is held. It ends by itself soon after its process does. */
export interface Hold {
  /** Tells those who wait how long it is still likely to take. */
  expect(seconds: number): void;
  /** Throws MoveError 'move-lost-hold' when others may have written meanwhile. */
  assertHeld(): void;
  /** The same, certain until the end of the transaction. */
  assertHeldIn(tx: Tx): Promise<void>;
  release(): Promise<void>;
}

/** Keeps everybody else from writing, once those who write have finished. Throws MoveError 'move-held'. */
export async function holdWriters(database: Database, options: HoldOptions): Promise<Hold> {
  const { holder, what, seconds, target } = options;
  const note = { what, seconds };
  // What a killed process held is over by then; what a living one holds is not.
  const deadline = performance.now() + holdLength + 3_000;
  while (!(await takeLease(database, writersLease, holder, holdLength, note))) {
    if (performance.now() > deadline) {
      throw new MoveError(
        "move-held",
        "Somebody else holds the writers of the source: another move or a restore. Try again when that is over.",
      );
    }
    options.onWaiting?.();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  const shared = new SharedArrayBuffer(8);
  const state = new Int32Array(shared);
  Atomics.store(state, secondsPlace, Math.ceil(seconds));
  const work: HoldWork = { target, holder, what, shared };
  const worker = new Worker(options.worker, { workerData: work, stderr: true });
  const ended = new Promise<void>((resolve) => {
    worker.once("exit", () => resolve());
  });
  worker.on("error", () => Atomics.store(state, lostPlace, 1));
  const hold: Hold = {
    expect(left) {
      Atomics.store(state, secondsPlace, Math.ceil(left));
    },
    assertHeld() {
      if (Atomics.load(state, lostPlace) === 1) throw lost();
    },
    async assertHeldIn(tx) {
      const lease = await findLease(database.engine, tx, writersLease);
      // A lease that was over is never taken again under this name, so there was no gap either.
      if (lease?.holder !== holder || lease.remaining <= 0) throw lost();
    },
    async release() {
      worker.postMessage("release");
      await ended;
    },
  };
  try {
    await settleWriters(database, performance.now());
    return hold;
  } catch (error) {
    await hold.release();
    throw error;
  }
}

/** Waits for every write that did not see the hold; `since` is when it began. */
async function settleWriters(database: Database, since: number): Promise<void> {
  await database.drainWriters();
  // A write may have looked before the hold and stood in line only after the others were waited for.
  for (;;) {
    const seconds = (performance.now() - since) / 1000;
    const older = await database.read(everyone, (tx) => olderTransactions(tx, database.engine, seconds));
    // Those that go on for so long read: nobody stands in line for seconds.
    if (older === 0 || seconds > 5) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await database.drainWriters();
}

function lost(): MoveError {
  return new MoveError(
    "move-lost-hold",
    "This process stood still for so long that others could write again, so the copy may be behind. The source was not changed and stays in use; the target was emptied. Run the same command again.",
  );
}
