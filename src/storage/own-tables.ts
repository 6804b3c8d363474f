import type { SchemaDescription } from "./dialect/schema-description.ts";
import described from "./schema-description.json" with { type: "json" };

/** Litestream's own, in the file that it follows. */
const litestream = /^_litestream_/u;

/** This version's tables, and with them those of every older one: none was ever given up. */
const own: ReadonlySet<string> = new Set(Object.keys(described));

/** Whether a table is this app's, and not one of something else that lies in the same database and is none of our business. */
export function isOwnTable(name: string): boolean {
  return own.has(name);
}

/**
 * This version's tables, and where a newer release has been at work what refers to them, however many steps away: those are the
 * newer one's. So a release adds no table that refers to none of ours, unless the release before it cannot run on the result.
 */
export function ownTablesOf(schema: SchemaDescription, isAhead: boolean): ReadonlySet<string> {
  const found = new Set(Object.keys(schema).filter(isOwnTable));
  if (!isAhead) return found;
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [name, { foreignKeys }] of Object.entries(schema)) {
      if (foreignKeys.some(({ table }) => found.has(table))) found.add(name);
    }
  }
  return found;
}

/** Whether a table belongs to something else that somebody put there. */
export function isForeignTable(name: string): boolean {
  return !own.has(name) && !litestream.test(name);
}
