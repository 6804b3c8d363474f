import { DestinationError } from "./destination-error.ts";

const pattern = /^\d{4}-\d{2}-\d{2}[A-Za-z0-9._-]{0,150}$/u;

/** Whether this is a name of ours. What lies in the same place under other names is never touched. */
export function isStoredName(name: string): boolean {
  return pattern.test(name) && !name.endsWith(".part");
}

/** Throws unless the name is one of ours: anything else could lead out of the place. */
export function checkName(name: string): void {
  if (isStoredName(name)) return;
  throw new DestinationError(
    "refused",
    `"${name}" is no name of a backup's file; it begins with its day, like 2026-11-21T14-30-00Z-3f9a.ndjson.gz.`,
  );
}

/** Ascending, the same everywhere: names begin with their time, so the newest is last. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
