/** Milliseconds worked by `now`: what was worked by `at`, and what has passed since while running. Never falls. */
export function elapsedAt(now: number, clock: { elapsedMs: number; atMs: number; running: boolean }): number {
  const since = clock.running ? Math.max(0, now - clock.atMs) : 0;
  return Math.max(0, clock.elapsedMs) + since;
}

const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** h:mm:ss with whole seconds; from a day on "5 days 16 h", because then nobody counts seconds. */
export function formatClock(ms: number): string {
  if (ms >= dayMs) return daysAndHours(ms);
  const seconds = Math.floor(ms / 1000);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Milliseconds until the shown second changes, 1–1000. */
export function untilNextSecond(ms: number): number {
  return 1000 - (Math.floor(ms) % 1000);
}

/** "1 day", "5 days 16 h"; whole hours. */
export function daysAndHours(ms: number): string {
  const days = Math.floor(ms / dayMs);
  const hours = Math.floor((ms % dayMs) / hourMs);
  return `${days} ${days === 1 ? "day" : "days"}${hours > 0 ? ` ${hours} h` : ""}`;
}
