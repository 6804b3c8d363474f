import type { DamagedPages } from "./damaged-pages.ts";
import { readRecord } from "./record.ts";
import { readIndexCell, readTreePage } from "./tree-page.ts";

export interface IndexedRows {
  /** The numbers of the rows that the index knows, rising. */
  readonly rowids: Float64Array;
  /** Whether every entry could be read. */
  readonly complete: boolean;
}

const deepest = 20;

/** Reads which rows an index points at. */
export function readIndex(pages: DamagedPages, root: number): IndexedRows {
  const rowids: number[] = [];
  const visited = new Set<number>();
  let complete = true;
  const visit = (page: number, depth: number) => {
    const tree = visited.has(page) || depth > deepest ? undefined : readTreePage(pages, page);
    if (!tree?.kind.startsWith("index")) {
      complete = false;
      return;
    }
    visited.add(page);
    const branch = tree.kind === "index-branch";
    for (const at of tree.cells) {
      const payload = at === null ? undefined : readIndexCell(pages, tree, at);
      const rowid = payload && readRecord(payload.bytes, payload.length)?.values.at(-1);
      if (typeof rowid === "number" && Number.isSafeInteger(rowid)) rowids.push(rowid);
      else complete = false;
      if (branch && at !== null) visit(tree.bytes.readUInt32BE(at), depth + 1);
    }
    if (branch) visit(tree.right, depth + 1);
  };
  visit(root, 0);
  return { rowids: Float64Array.from(rowids).sort(), complete };
}

/** Whether rising numbers hold this one. */
export function holds(rowids: Float64Array, rowid: number): boolean {
  let low = 0;
  let high = rowids.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = rowids[middle] ?? 0;
    if (found === rowid) return true;
    if (found < rowid) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
