/** Epoch milliseconds of an ISO 8601 instant that the contract has parsed. */
export function instantOf(iso: string): number {
  return Date.parse(iso);
}

/** The same, where null means "none". */
export function instantOrNull(iso: string | null): number | null {
  return iso === null ? null : instantOf(iso);
}
