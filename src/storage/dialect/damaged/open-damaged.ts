import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { DamagedPages } from "./damaged-pages.ts";
import { pageSizeOfLog, type ReadLog, readLog } from "./read-log.ts";

/** What can be said of a damaged file before its rows are read. */
export interface DamagedFile {
  /** With the -wal file counted in, where there is one that fits. */
  readonly pages: DamagedPages;
  /** Without it; the same when there is none. */
  readonly withoutLog: DamagedPages;
  readonly log: (ReadLog & { readonly frames: number }) | null;
  readonly logThere: boolean;
  /** Whether the first bytes say "SQLite". */
  readonly named: boolean;
  /** Pages the header speaks of that are not in the file. */
  readonly missingPages: number;
  /** Whether the file by itself is as long as its header says. */
  readonly endsAsSaid: boolean;
  close(): void;
}

const magic = "SQLite format 3\0";
const sizes = [4096, 8192, 1024, 16_384, 2048, 32_768, 512, 65_536];
const samples = 200;

/** Opens a SQLite file (best a copy of it) to read its pages. Undefined when nothing in it looks like one. */
export function openDamaged(path: string): DamagedFile | undefined {
  const file = openSync(path, "r");
  const logThere = existsSync(`${path}-wal`);
  const logFile = logThere ? openSync(`${path}-wal`, "r") : null;
  const close = () => {
    closeSync(file);
    if (logFile !== null) closeSync(logFile);
  };
  const length = fstatSync(file).size;
  const header = Buffer.alloc(100);
  readSync(file, header, 0, 100, 0);
  const named = header.toString("latin1", 0, 16) === magic;
  const claimed = header.readUInt16BE(16);
  const fromLog = logFile === null ? undefined : pageSizeOfLog(logFile);
  const pageSize = findPageSize(file, length, [named ? (claimed === 1 ? 65_536 : claimed) : 0, fromLog ?? 0]);
  if (pageSize === undefined) {
    close();
    return undefined;
  }
  // More would leave no room for a cell; only extensions set it at all.
  const reserved = named && (header[20] ?? 0) <= 32 ? (header[20] ?? 0) : 0;
  const there = Math.ceil(length / pageSize);
  const said = header.readUInt32BE(24) === header.readUInt32BE(92) ? header.readUInt32BE(28) : 0;
  // A count far beyond the file is damage of the header itself.
  const counted = named && said > 0 && said < there * 1000 + 1000;
  const log = logFile === null || fromLog !== pageSize ? null : readLog(logFile, pageSize);
  const used = log?.count ? log : null;
  const plain = counted ? Math.min(said, there) : there;
  const base = { file, log: logFile, pageSize, reserved };
  const withoutLog = new DamagedPages({ ...base, count: plain, inLog: new Map() });
  const count = used?.count ?? plain;
  let addedByLog = 0;
  for (const page of used?.pages.keys() ?? []) if (page > there && page <= count) addedByLog++;
  return {
    pages: used ? new DamagedPages({ ...base, count, inLog: used.pages }) : withoutLog,
    withoutLog,
    log: used && { ...used, frames: used.pages.size },
    logThere,
    named,
    missingPages: Math.max(0, (used ? count : counted ? said : 0) - there - addedByLog),
    endsAsSaid: counted && said === there,
    close,
  };
}

/** The page size at which most pages look like pages of a tree; those that were told come first. */
function findPageSize(file: number, length: number, told: readonly number[]): number | undefined {
  let best: { size: number; share: number } | undefined;
  for (const size of new Set([...told.filter((one) => sizes.includes(one)), ...sizes])) {
    const share = plausibleShare(file, length, size);
    // A larger page has its first bytes where a smaller one has them, so the first good one is kept.
    if (share > 0 && (!best || share > best.share * 1.5)) best = { size, share };
  }
  return best?.size;
}

function plausibleShare(file: number, length: number, size: number): number {
  const count = Math.floor(length / size);
  const step = Math.max(1, Math.floor(count / samples));
  const bytes = Buffer.alloc(size);
  let looked = 0;
  let plausible = 0;
  for (let page = 0; page < count; page += step) {
    readSync(file, bytes, 0, size, page * size);
    looked++;
    if (looksLikeTree(bytes, page === 0 ? 100 : 0)) plausible++;
  }
  return looked === 0 ? 0 : plausible / looked;
}

function looksLikeTree(bytes: Buffer, start: number): boolean {
  const kind = bytes[start] ?? 0;
  if (![2, 5, 10, 13].includes(kind)) return false;
  const cells = bytes.readUInt16BE(start + 3);
  const content = bytes.readUInt16BE(start + 5) || 65_536;
  const first = start + (kind < 6 ? 12 : 8);
  if (content > bytes.length || first + cells * 2 > content) return false;
  for (let index = 0; index < cells; index++) {
    const at = bytes.readUInt16BE(first + index * 2);
    if (at < content || at >= bytes.length) return false;
  }
  // An empty page of a tree says that its content begins at its very end.
  return cells > 0 || content >= bytes.length - 32;
}
