import type { Differences } from "./differences.ts";
import type { Part, PredecessorExtra } from "./extra.ts";

/** Puts what was found into `extra`; nothing found, nothing written. */
export function addDifferences(extra: PredecessorExtra, part: Part, { kept, spelling }: Differences): void {
  if (kept.length > 0) extra[part] = Object.fromEntries(kept);
  if (spelling.length > 0) extra.spelling = { ...extra.spelling, [part]: Object.fromEntries(spelling) };
}
