import { Cron } from "croner";

/** Five cron fields and the zone they are meant in; the server's own when none is given. */
export interface Schedule {
  readonly pattern: string;
  readonly timeZone?: string;
}

/**
 * The last moment of a schedule that is not after `now`; null when there never was one. A time of day that the clocks
 * skip comes at the next moment there is, and one that they show twice comes once. Epoch milliseconds.
 */
export function latestSlot(schedule: Schedule, now: number): number | null {
  // The reference itself is left out, and its second is looked at whole.
  const found = cronOf(schedule).previousRuns(2, new Date(now + 1_000));
  return found.find((run) => run.getTime() <= now)?.getTime() ?? null;
}

/** The first moment of a schedule after `now`; null when there is none. Epoch milliseconds. */
export function nextSlot(schedule: Schedule, now: number): number | null {
  return cronOf(schedule).nextRun(new Date(now))?.getTime() ?? null;
}

/** The longest time between two neighbouring moments of a schedule, as seen from `now`, in milliseconds. */
export function intervalOf(schedule: Schedule, now: number): number {
  const runs = cronOf(schedule).previousRuns(15, new Date(now));
  let longest = 0;
  for (const [index, run] of runs.entries()) {
    const earlier = runs[index + 1];
    if (earlier) longest = Math.max(longest, run.getTime() - earlier.getTime());
  }
  return longest;
}

function cronOf({ pattern, timeZone }: Schedule): Cron {
  return new Cron(pattern, {
    mode: "5-part",
    paused: true,
    ...(timeZone === undefined ? {} : { timezone: timeZone }),
  });
}
