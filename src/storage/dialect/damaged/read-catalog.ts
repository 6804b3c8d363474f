import type { FreePages } from "./free-pages.ts";
import type { FoundRecord } from "./record.ts";
import { sameKind } from "./row-fit.ts";
import { noDamage, TreeWalker, type Fit } from "./walk-table.ts";
import type { DamagedPages } from "./damaged-pages.ts";

/** A line of SQLite's own list of tables and indexes. */
export interface CatalogEntry {
  readonly type: "table" | "index";
  readonly name: string;
  readonly table: string;
  readonly root: number;
  /** False for an index over some of the rows only. */
  readonly whole: boolean;
}

/** How a migration's line of the ledger looks. */
const migrationName = /^\d{12}-[a-z0-9-]+$/u;

/** Reads SQLite's list of tables and indexes; where its pages are damaged, from whatever page still holds a part of it. */
export function readCatalog(
  pages: DamagedPages,
  free: FreePages,
): { entries: CatalogEntry[]; complete: boolean } {
  const walker = new TreeWalker(pages);
  const damage = noDamage();
  const entries = [...walker.rows(1, isEntry, damage)].flatMap(({ record }) => entryOf(record));
  const complete = damage.gaps.length === 0;
  if (!complete) {
    for (const row of strayRows(walker, free, isEntry)) entries.push(...entryOf(row));
  }
  const known = new Set<string>();
  return {
    complete,
    entries: entries.filter(({ name, root }) => {
      if (known.has(name) || !pages.has(root)) return false;
      known.add(name);
      return true;
    }),
  };
}

/** The names of the migrations that the file says were applied; none where its ledger cannot be read. */
export function readLedgerNames(pages: DamagedPages, free: FreePages, root: number | undefined): string[] {
  const walker = new TreeWalker(pages);
  const found = root === undefined ? [] : [...walker.rows(root, isLedgerLine, noDamage())];
  const records =
    found.length > 0 ? found.map(({ record }) => record) : [...strayRows(walker, free, isLedgerLine)];
  return records.map(({ values }) => String(values[0])).toSorted();
}

function* strayRows(walker: TreeWalker, free: FreePages, fits: Fit): Generator<FoundRecord> {
  for (let page = 1; page <= walker.pages.count; page++) {
    if (walker.wasVisited(page) || free.pages.has(page)) continue;
    for (const { record } of walker.leafRows(page, fits)?.rows ?? []) yield record;
  }
}

const text = { name: "", kind: "text", nullable: false, initial: null } as const;
const number = { name: "", kind: "instant", nullable: false, initial: null } as const;

function isEntry({ values }: FoundRecord): boolean {
  const [type, name, table, root] = values;
  if (values.length !== 5 || (type !== "table" && type !== "index" && type !== "view" && type !== "trigger"))
    return false;
  return sameKind(name, text) && sameKind(table, text) && sameKind(root, number);
}

function isLedgerLine({ values }: FoundRecord): boolean {
  const [name, appliedAt, version, runs] = values;
  if (values.length !== 4 || typeof name !== "string" || !migrationName.test(name)) return false;
  return sameKind(appliedAt, number) && sameKind(version, text) && sameKind(runs, number);
}

function entryOf({ values }: FoundRecord): CatalogEntry[] {
  const [type, name, table, root, definition] = values;
  if (type !== "table" && type !== "index") return [];
  const whole = typeof definition !== "string" || !/\bwhere\b/iu.test(definition);
  return [{ type, name: String(name), table: String(table), root: Number(root), whole }];
}
