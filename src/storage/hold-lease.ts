import type { Database } from "./database.ts";
import { releaseLease, renewLease, takeLease } from "./lease.ts";

/** A lease that is renewed until it is released. */
export interface HeldLease {
  /** Aborted when somebody else has the lease now: what was done under it has to stop. */
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

export interface HoldOptions {
  readonly note?: Readonly<Record<string, unknown>>;
  /** How long it lasts when its holder is killed, in milliseconds. */
  readonly duration?: number;
  /** Calls back once after so many milliseconds; returns what forgets it. */
  readonly after?: (milliseconds: number, call: () => void) => () => void;
}

/** Stands in the note of every lease that this process holds. */
export const thisProcess = crypto.randomUUID();

/** A minute: long beside a pause of the process, short for whoever waits to take over. */
const usualDuration = 60_000;

/** Takes a lease for as long as it is not released; undefined when somebody else has it. */
export async function holdLease(
  database: () => Database,
  name: string,
  options: HoldOptions = {},
): Promise<HeldLease | undefined> {
  const { duration = usualDuration, after = afterWithoutWaiting } = options;
  const note = { ...options.note, process: thisProcess };
  // Of its own, because a holder that is known already would get it a second time.
  const holder = crypto.randomUUID();
  if (!(await takeLease(database(), name, holder, duration, note))) return undefined;
  const lost = new AbortController();
  let over = false;
  let forget = () => {};
  let renewing: Promise<void> = Promise.resolve();
  const renew = async () => {
    try {
      const mine =
        (await renewLease(database(), name, holder, duration)) ||
        // Its time was over, but perhaps nobody was waiting for it.
        (await takeLease(database(), name, holder, duration, note));
      if (!mine) lost.abort(new Error(`The lease ${name} was taken over.`));
    } catch {
      // Writers are held or the database is away; both may pass before anybody can take it.
    }
    if (!over && !lost.signal.aborted) plan();
  };
  const plan = () => {
    forget = after(duration / 3, () => {
      renewing = renew();
    });
  };
  plan();
  return {
    signal: lost.signal,
    async release() {
      over = true;
      forget();
      await renewing;
      forget();
      // Without an answer it ends by itself.
      await releaseLease(database(), name, holder).catch(() => {});
    },
  };
}

function afterWithoutWaiting(milliseconds: number, call: () => void): () => void {
  const timer = setTimeout(call, milliseconds).unref();
  return () => clearTimeout(timer);
}
