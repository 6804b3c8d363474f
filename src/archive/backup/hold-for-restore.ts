import { type Database, type DatabaseTarget, everyone, openDatabase } from "#storage/database.ts";
import { olderTransactions } from "#storage/dialect/long-transaction.ts";
import { named } from "#storage/dialect/named.ts";
import { holdsLease, releaseLease, renewLease, takeLease } from "#storage/lease.ts";
import { extendLease } from "#storage/restored-state.ts";
import type { AnyTx } from "#storage/table-rows.ts";
import { writersLease } from "#storage/write-gate.ts";
import { BackupError } from "./backup-error.ts";

/** How long writers wait for a restore that was killed, in milliseconds. */
const duration = 30_000;
const renewEvery = 6_000;

export interface RestoreHold {
  /**
   * Throws BackupError when others may have written since the hold began. In the restore's own transaction, which keeps writers
   * out of the tables itself by then.
   */
  assertHeldIn(tx: AnyTx): Promise<void>;
  /** In a long transaction before the restore's own, at its end: on one engine nothing could be renewed while it lasted. */
  renewIn(tx: AnyTx): Promise<void>;
  /** In the restore's own transaction: nobody may write between its commit and the end of the hold. */
  extendIn(tx: AnyTx): Promise<void>;
}

/** Waits for every write that did not see the lease. */
async function settleWriters(database: Database): Promise<void> {
  const since = performance.now();
  await database.drainWriters();
  // A write may have looked before the lease was there and stood in line only after the others were waited for.
  for (;;) {
    const seconds = (performance.now() - since) / 1000;
    const older = await database.read(everyone, (tx) => olderTransactions(tx, database.engine, seconds));
    // Those that go on for so long read: nobody stands in line for seconds.
    if (older === 0 || seconds > 5) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await database.drainWriters();
}

/** Runs `work` while nobody else may write; `database` was opened with a pass for `holder`. */
export async function holdForRestore<T>(
  database: Database,
  target: DatabaseTarget,
  { holder, seconds }: { readonly holder: string; readonly seconds: number },
  work: (hold: RestoreHold) => Promise<T>,
): Promise<T> {
  const note = { what: "The data is being restored", seconds };
  if (!(await takeLease(database, writersLease, holder, duration, note))) {
    throw new BackupError(
      "restore-refused",
      "The data is being moved or restored by somebody else. Try again in half a minute, or when that is over; nothing was changed.",
    );
  }
  // Impatient: while the restore itself writes nobody else can anyway, on the engine where this would wait for it.
  const renewer = await openDatabase(target, { readers: 1, poolSize: 1, patience: 100, pass: { holder } });
  let renewing: Promise<unknown> = Promise.resolve();
  const renew = () => {
    renewing = renewing
      .then(() => renewLease(renewer, writersLease, holder, duration))
      // The next one may come through; the restore compares everything in the end.
      .catch(() => {});
  };
  const timer = setInterval(renew, renewEvery);
  try {
    await settleWriters(database);
    return await work({
      async assertHeldIn(tx) {
        if (await holdsLease(database.engine, named(tx), writersLease, holder)) return;
        throw new BackupError(
          "restore-refused",
          "This process stood still for so long that others could write again. Nothing was changed; run the same restore once more.",
        );
      },
      async renewIn(tx) {
        await extendLease(tx, database.engine, writersLease, holder, duration);
      },
      async extendIn(tx) {
        clearInterval(timer);
        await renewing;
        await extendLease(tx, database.engine, writersLease, holder, duration);
      },
    });
  } finally {
    clearInterval(timer);
    await renewing;
    await renewer.close();
    // Without an answer it ends by itself.
    await releaseLease(database, writersLease, holder).catch(() => {});
  }
}
