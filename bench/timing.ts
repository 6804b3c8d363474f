/** Milliseconds of many requests. */
export interface Timing {
  readonly median: number;
  readonly p95: number;
  readonly count: number;
}

/** Runs `work` one after the other; the first `warmUp` runs do not count. */
export async function timed(
  runs: number,
  warmUp: number,
  work: (run: number) => Promise<void>,
): Promise<Timing> {
  const taken: number[] = [];
  for (let run = 0; run < runs + warmUp; run++) {
    const started = performance.now();
    await work(run);
    if (run >= warmUp) taken.push(performance.now() - started);
  }
  taken.sort((one, other) => one - other);
  const at = (share: number) =>
    taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95), count: taken.length };
}
