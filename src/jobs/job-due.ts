import type { JobMark } from "#storage/local-state.ts";

/** How long after a failed run it is tried again, in milliseconds. */
export const retryWait = 60 * 60_000;

/**
 * Whether a job is to be run at `now` for `slot`, the latest moment of its schedule. `mark` is what has become of its
 * last run. A clock that was set back does not run it twice; a mark from a time that lies far ahead was made under a
 * wrong clock, and does not keep it from running.
 */
export function isDue(
  mark: JobMark | undefined,
  { slot, now, interval }: { readonly slot: number; readonly now: number; readonly interval: number },
): boolean {
  if (mark === undefined) return true;
  if (mark.slot > now + interval) return true;
  if (slot > mark.slot) return true;
  if (mark.retryAt === null) return false;
  return now >= mark.retryAt || mark.retryAt - now > retryWait;
}
