import type { DamagedPages } from "./damaged-pages.ts";
import { type FoundRecord, readRecord } from "./record.ts";
import { readBranchCell, readLeafCell, readTreePage, type TreePage } from "./tree-page.ts";

/** Whether a record may be a row of the table that is read. */
export type Fit = (record: FoundRecord) => boolean;

export interface FoundRow {
  readonly rowid: number;
  readonly record: FoundRecord;
}

/** What stood in the way of a walk. Row numbers lie behind `above` and up to `upTo`. */
export interface WalkDamage {
  readonly unreadablePages: Set<number>;
  readonly gaps: { readonly above: number; readonly upTo: number }[];
  /** Cells in readable pages that hold no row. */
  unreadableCells: number;
}

export function noDamage(): WalkDamage {
  return { unreadablePages: new Set(), gaps: [], unreadableCells: 0 };
}

/** Deeper than any tree of 2^32 pages. */
const deepest = 20;

/** Walks the trees of one file; every page is read for one table only. */
export class TreeWalker {
  readonly pages: DamagedPages;
  readonly #visited: Uint8Array;

  constructor(pages: DamagedPages) {
    this.pages = pages;
    this.#visited = new Uint8Array(pages.count + 1);
  }

  wasVisited(page: number): boolean {
    return this.#visited[page] === 1;
  }

  /** All rows below `root` that can be reached, in the order of their numbers. */
  *rows(root: number, fits: Fit, damage: WalkDamage): Generator<FoundRow> {
    yield* this.#below(root, fits, damage, { above: -Infinity, upTo: Infinity }, 0);
  }

  /** The rows of one page that is a leaf, however it was found; undefined when none of its cells fits. */
  leafRows(page: number, fits: Fit): { rows: readonly FoundRow[]; unreadable: number } | undefined {
    const found = readTreePage(this.pages, page);
    if (found?.kind !== "table-leaf") return undefined;
    return this.#readLeaf(page, found, fits);
  }

  *#below(
    page: number,
    fits: Fit,
    damage: WalkDamage,
    range: WalkDamage["gaps"][number],
    depth: number,
  ): Generator<FoundRow> {
    if (!this.pages.has(page) || this.wasVisited(page) || depth > deepest) {
      damage.gaps.push(range);
      if (page > this.pages.count && page < this.pages.count * 1000) damage.unreadablePages.add(page);
      return;
    }
    const tree = readTreePage(this.pages, page) ?? this.#withoutHeader(page);
    const leaf = tree?.kind === "table-leaf" ? this.#readLeaf(page, tree, fits) : undefined;
    if (!tree || (tree.kind === "table-leaf" && !leaf)) {
      // Not marked as visited: another tree may lead here with better reason.
      if (!tree) damage.unreadablePages.add(page);
      damage.gaps.push(range);
      return;
    }
    if (leaf) {
      this.#visited[page] = 1;
      damage.unreadableCells += leaf.unreadable;
      if (leaf.unreadable > 0) damage.gaps.push(range);
      yield* leaf.rows;
      return;
    }
    if (tree.kind !== "table-branch") {
      damage.gaps.push(range);
      return;
    }
    this.#visited[page] = 1;
    yield* this.#children(tree, fits, damage, range, depth);
  }

  *#children(
    tree: TreePage,
    fits: Fit,
    damage: WalkDamage,
    range: WalkDamage["gaps"][number],
    depth: number,
  ): Generator<FoundRow> {
    let { above } = range;
    for (const at of tree.cells) {
      const cell = at === null ? undefined : readBranchCell(tree, at);
      // Without its key the gap ends with the next child, whose own begin is then too low: that only widens it.
      if (!cell) {
        damage.gaps.push({ above, upTo: range.upTo });
        continue;
      }
      const upTo = cell.key > above && cell.key <= range.upTo ? cell.key : range.upTo;
      yield* this.#below(cell.child, fits, damage, { above, upTo }, depth + 1);
      if (upTo !== range.upTo) above = upTo;
    }
    yield* this.#below(tree.right, fits, damage, { above, upTo: range.upTo }, depth + 1);
  }

  /** A page whose first bytes are wrong, read as the leaf it most likely is. */
  #withoutHeader(page: number): TreePage | undefined {
    const bytes = this.pages.read(page);
    if (!bytes) return undefined;
    const first = (page === 1 ? 100 : 0) + 8;
    const cells: number[] = [];
    const seen = new Set<number>();
    for (let at = first; at + 2 <= this.pages.usable; at += 2) {
      const cell = bytes.readUInt16BE(at);
      if (cell <= at || cell >= this.pages.usable || seen.has(cell)) break;
      seen.add(cell);
      cells.push(cell);
    }
    return cells.length === 0 ? undefined : { kind: "table-leaf", bytes, cells, right: 0 };
  }

  #readLeaf(
    page: number,
    tree: TreePage,
    fits: Fit,
  ): { rows: readonly FoundRow[]; unreadable: number } | undefined {
    const rows: FoundRow[] = [];
    const overflow: number[] = [];
    let unreadable = 0;
    for (const at of tree.cells) {
      const payload = at === null ? undefined : readLeafCell(this.pages, tree, at);
      const record = payload && readRecord(payload.bytes, payload.length);
      if (payload && record && fits(record)) {
        rows.push({ rowid: payload.rowid, record });
        overflow.push(...payload.overflow);
      } else unreadable++;
    }
    if (rows.length === 0 && tree.cells.length > 0) return undefined;
    this.#visited[page] = 1;
    for (const spilled of overflow) this.#visited[spilled] = 1;
    return { rows, unreadable };
  }
}
