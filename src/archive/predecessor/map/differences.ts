import type { Spelt } from "./extra.ts";
import { sameJson } from "./same-json.ts";
import { always, type Sheet } from "./sheet.ts";

export interface Differences {
  /** What nothing of ours speaks of. */
  readonly kept: [string, unknown][];
  readonly spelling: [string, Spelt][];
}

export function noDifferences(): Differences {
  return { kept: [], spelling: [] };
}

/** Notes that the source said `value` where our columns say something else; undefined: it said nothing. */
export function differ(
  into: Differences,
  sheet: Sheet,
  name: string,
  value: unknown,
  read: number | null = null,
): void {
  const basis = sheet.basis(name);
  if (basis === always) into.kept.push([name, value]);
  else if (value === undefined) into.spelling.push([name, { while: basis }]);
  else into.spelling.push([name, { while: basis, as: value, ...(read === null ? {} : { read }) }]);
}

/** Where a JSON object of the source says something else than our columns do. */
export function jsonDifferences(sheet: Sheet, source: Readonly<Record<string, unknown>>): Differences {
  const found = noDifferences();
  let shared = 0;
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (sheet.said.has(key)) shared += 1;
    if (!sameJson(sheet.said.get(key), value)) differ(found, sheet, key, value);
  }
  if (shared < sheet.said.size) {
    for (const key of sheet.said.keys()) {
      if (!Object.hasOwn(source, key)) differ(found, sheet, key, undefined);
    }
  }
  return found;
}

/** What our columns say, with what the source said otherwise wherever that still stands. */
export function withDifferences(
  sheet: Sheet,
  kept: Readonly<Record<string, unknown>> | undefined,
  spelling: Readonly<Record<string, Spelt>> | undefined,
): Map<string, unknown> {
  const told = new Map(sheet.said);
  for (const [name, value] of Object.entries(kept ?? {})) told.set(name, value);
  for (const [name, spelt] of Object.entries(spelling ?? {})) {
    if (!sameJson(sheet.basis(name), spelt.while)) continue;
    if (spelt.as === undefined) told.delete(name);
    else told.set(name, spelt.as);
  }
  return told;
}
