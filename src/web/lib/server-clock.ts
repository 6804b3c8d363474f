let offsetMs = 0;

/** Learns from the Date header of an answer how far this device's clock is off; the header has whole seconds only. */
export function learnServerClock(dateHeader: string | null, receivedAt: number): void {
  const server = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(server)) return;
  const difference = server - receivedAt;
  offsetMs = Math.abs(difference) < 3_000 ? 0 : difference;
}

/** The moment of an instant of the server (ISO 8601) on this device's own clock, in epoch milliseconds. */
export function onThisDevice(instant: string): number {
  return Date.parse(instant) - offsetMs;
}

/** The server's time now, as well as it is known, in epoch milliseconds. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
