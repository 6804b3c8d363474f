/** Milliseconds worked by `now`: what was worked by `at`, and what has passed since while running. Never falls. */
export function elapsedAt(now: number, clock: { elapsedMs: number; atMs: number; running: boolean }): number {
  const since = clock.running ? Math.max(0, now - clock.atMs) : 0;
  return Math.max(0, clock.elapsedMs) + since;
}

/** h:mm:ss with whole seconds; hours are not limited to a day. */
export function formatClock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Milliseconds until the shown second changes, 1–1000. */
export function untilNextSecond(ms: number): number {
  return 1000 - (Math.floor(ms) % 1000);
}
