import type { DamagedPages } from "./damaged-pages.ts";
import { readVarint } from "./varint.ts";

export type PageKind = "table-leaf" | "table-branch" | "index-leaf" | "index-branch";

/** A page of a b-tree: see "The SQLite Database File Format". */
export interface TreePage {
  readonly kind: PageKind;
  readonly bytes: Buffer;
  /** Where each cell begins; null where that cannot be. */
  readonly cells: readonly (number | null)[];
  /** The last child of a branch. */
  readonly right: number;
}

/** What a leaf cell holds: the key, and the payload as far as it can be followed. */
export interface Payload {
  readonly rowid: number;
  readonly bytes: Buffer;
  /** How long it was when it was written. */
  readonly length: number;
  /** The pages it goes on in. */
  readonly overflow: readonly number[];
}

const kinds: Readonly<Record<number, PageKind>> = {
  2: "index-branch",
  5: "table-branch",
  10: "index-leaf",
  13: "table-leaf",
};
/** The first page begins with the file's own header. */
const fileHeader = 100;
const smallestCell = 4;
/** The largest text that anything here may be; a longer one is a damaged length. */
const largestPayload = 1_000_000_000;

/** Undefined when the page is not there, is empty, or does not say that it belongs to a tree. */
export function readTreePage(pages: DamagedPages, page: number): TreePage | undefined {
  const bytes = pages.read(page);
  if (!bytes) return undefined;
  const start = page === 1 ? fileHeader : 0;
  const kind = kinds[bytes[start] ?? 0];
  if (!kind) return undefined;
  const branch = kind.endsWith("branch");
  const first = start + (branch ? 12 : 8);
  const most = Math.floor((pages.usable - first) / (smallestCell + 2));
  const claimed = bytes.readUInt16BE(start + 3);
  const count = Math.min(claimed, most);
  const cells: (number | null)[] = [];
  for (let index = 0; index < count; index++) {
    const at = bytes.readUInt16BE(first + index * 2);
    cells.push(at >= first + count * 2 && at <= pages.usable - smallestCell ? at : null);
  }
  return { kind, bytes, cells, right: branch ? bytes.readUInt32BE(start + 8) : 0 };
}

/** A cell of a table's branch: the child with keys up to `key`. */
export function readBranchCell(page: TreePage, at: number): { child: number; key: number } | undefined {
  const key = readVarint(page.bytes, at + 4);
  return key && { child: page.bytes.readUInt32BE(at), key: key.value };
}

/** The row of a table's leaf cell. */
export function readLeafCell(pages: DamagedPages, page: TreePage, at: number): Payload | undefined {
  const length = readVarint(page.bytes, at);
  const rowid = length && readVarint(page.bytes, length.end);
  if (!rowid) return undefined;
  return followPayload(pages, page.bytes, { ...rowid, length: length.value, most: pages.usable - 35 });
}

/** The entry of an index' cell, in a leaf or a branch. */
export function readIndexCell(pages: DamagedPages, page: TreePage, at: number): Payload | undefined {
  const length = readVarint(page.bytes, page.kind === "index-branch" ? at + 4 : at);
  if (!length) return undefined;
  const most = Math.floor(((pages.usable - 12) * 64) / 255) - 23;
  return followPayload(pages, page.bytes, { value: 0, end: length.end, length: length.value, most });
}

function followPayload(
  pages: DamagedPages,
  bytes: Buffer,
  cell: { readonly value: number; readonly end: number; readonly length: number; readonly most: number },
): Payload | undefined {
  const { value: rowid, end, length, most } = cell;
  if (length < 1 || length > largestPayload || !Number.isSafeInteger(rowid)) return undefined;
  const here = length <= most ? length : localPart(pages.usable, length, most);
  const spills = here < length;
  if (end + here + (spills ? 4 : 0) > pages.usable) return undefined;
  const local = bytes.subarray(end, end + here);
  if (!spills) return { rowid, bytes: local, length, overflow: [] };
  const parts: Buffer[] = [local];
  const overflow: number[] = [];
  let next = bytes.readUInt32BE(end + here);
  for (let missing = length - here; missing > 0; ) {
    const spilled = overflow.includes(next) ? undefined : pages.read(next);
    if (!spilled) break;
    overflow.push(next);
    const part = spilled.subarray(4, 4 + Math.min(missing, pages.usable - 4));
    parts.push(part);
    missing -= part.length;
    next = spilled.readUInt32BE(0);
  }
  return { rowid, bytes: Buffer.concat(parts), length, overflow };
}

/** How many bytes stay in the cell when the rest spills into pages of its own. */
function localPart(usable: number, length: number, most: number): number {
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  return fitting <= most ? fitting : least;
}
