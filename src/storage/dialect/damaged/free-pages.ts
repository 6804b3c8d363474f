import type { DamagedPages } from "./damaged-pages.ts";

export interface FreePages {
  /** Pages without rows: they may still hold the bytes of rows that were deleted. */
  readonly pages: ReadonlySet<number>;
  /** Whether these are all of them. */
  readonly complete: boolean;
}

/** Follows the list of free pages; where it is broken, looks for what else has the form of its parts. */
export function readFreePages(pages: DamagedPages): FreePages {
  const found = new Set<number>();
  const first = pages.read(1);
  if (first) {
    let trunk = first.readUInt32BE(32);
    while (pages.has(trunk) && !found.has(trunk)) {
      const next = addTrunk(pages, trunk, found);
      if (next === undefined) break;
      trunk = next;
    }
    if (trunk === 0 && found.size === first.readUInt32BE(36)) return { pages: found, complete: true };
  }
  for (let page = 2; page <= pages.count; page++) if (!found.has(page)) addTrunk(pages, page, found);
  return { pages: found, complete: false };
}

/** Adds a trunk and its leaves; the number of the next trunk, or undefined when this is none. */
function addTrunk(pages: DamagedPages, page: number, found: Set<number>): number | undefined {
  const bytes = pages.read(page);
  if (!bytes) return undefined;
  const next = bytes.readUInt32BE(0);
  const count = bytes.readUInt32BE(4);
  if (count < 1 || count > pages.usable / 4 - 2 || (next !== 0 && !pages.has(next))) return undefined;
  const leaves = new Set<number>();
  for (let index = 0; index < count; index++) leaves.add(bytes.readUInt32BE(8 + index * 4));
  if (leaves.size !== count || [...leaves].some((leaf) => leaf === page || !pages.has(leaf)))
    return undefined;
  found.add(page);
  for (const leaf of leaves) found.add(leaf);
  return next;
}
