import type { Tx } from "./database.ts";

/** Which moment of its schedule a job was last run for. Epoch milliseconds. */
export interface JobMark {
  readonly slot: number;
  readonly at: number;
  /** When a failed run is tried again; null after a good one. */
  readonly retryAt: number | null;
}

/** What is known of this very database, as JSON values; no copy of it knows it. */
export interface LocalState {
  /** The data was moved away: writers are refused. */
  readonly moved: { readonly to: string; readonly at: number; readonly receipt: string };
  /** This database was filled by a move. */
  readonly movedFrom: { readonly from: string; readonly at: number; readonly receipt: string };
  /** A line every person sees. `until` in epoch milliseconds; null stays until it is cleared. */
  readonly notice: { readonly text: string; readonly until: number | null; readonly since: number };
  /** What the last restore put in place. */
  readonly restored: { readonly backup: string; readonly takenAt: number; readonly at: number };
  /** By the name of a job: what has become of its last run. */
  readonly jobs: Readonly<Record<string, JobMark>>;
  /** What the last backup of this installation came to. */
  readonly backups: {
    readonly at: number;
    /** The newest state that a proven backup holds; null while there is none. */
    readonly provenFrom: number | null;
    readonly troubles: readonly string[];
  };
  /** By the name of a matter: the host was told of trouble that is not over yet. */
  readonly alerts: Readonly<Record<string, { readonly since: number; readonly mailedAt: number }>>;
  /** Shows that a row can be written and read. */
  readonly lastProbe: string;
}

export async function findLocal<K extends keyof LocalState>(
  tx: Tx,
  key: K,
): Promise<LocalState[K] | undefined> {
  const row = await tx.selectFrom("localState").select("value").where("key", "=", key).executeTakeFirst();
  // Written by keepLocal only.
  return row && (JSON.parse(row.value) as LocalState[K]);
}

export async function keepLocal<K extends keyof LocalState>(
  tx: Tx,
  key: K,
  fact: LocalState[K],
): Promise<void> {
  const value = JSON.stringify(fact);
  await tx
    .insertInto("localState")
    .values({ key, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}

export async function forgetLocal(tx: Tx, key: keyof LocalState): Promise<void> {
  await tx.deleteFrom("localState").where("key", "=", key).execute();
}
