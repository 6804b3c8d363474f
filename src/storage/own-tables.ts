import described from "./schema-description.json" with { type: "json" };

/** Litestream's own, in the file that it follows. */
const litestream = /^_litestream_/u;

/** This version's tables, and with them those of every older one: none was ever given up. */
const own: ReadonlySet<string> = new Set(Object.keys(described));

/** Whether a table is this app's, and not one of something else that lies in the same database and is none of our business. */
export function isOwnTable(name: string): boolean {
  return own.has(name);
}

/** Whether a table belongs to something else that somebody put there. */
export function isForeignTable(name: string): boolean {
  return !own.has(name) && !litestream.test(name);
}
