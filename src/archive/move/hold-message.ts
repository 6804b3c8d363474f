import type { DatabaseTarget } from "#storage/database.ts";

/** How long writers wait for somebody who does not say that they are still there, in milliseconds. */
export const holdLength = 30_000;

/** What the thread that keeps the hold is started with. */
export interface HoldWork {
  readonly target: DatabaseTarget;
  readonly holder: string;
  readonly what: string;
  /** Two integers: 1 once the hold was lost, and the seconds it is likely to last. */
  readonly shared: SharedArrayBuffer;
}

export const lostPlace = 0;
export const secondsPlace = 1;
