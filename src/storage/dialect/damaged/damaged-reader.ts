import type { DamagedPages } from "./damaged-pages.ts";
import type { ExpectedTable } from "./expected-tables.ts";
import type { FreePages } from "./free-pages.ts";
import type { CatalogEntry } from "./read-catalog.ts";
import type { FoundRecord } from "./record.ts";
import { fitOf, strictFitOf } from "./row-fit.ts";
import { RowidSet } from "./rowid-set.ts";
import { holds, type IndexedRows, readIndex } from "./walk-index.ts";
import { type FoundRow, noDamage, TreeWalker, type WalkDamage } from "./walk-table.ts";

export interface ReadRow {
  readonly table: ExpectedTable;
  readonly record: FoundRecord;
}

/** How the reading of one table went. */
export interface TableFinding {
  readonly table: string;
  /** Whether the place of its tree was known. */
  readonly rooted: boolean;
  readonly read: number;
  /** Rows among them that lay in pages which nothing led to. */
  readonly stray: number;
  /** Rows that are known to be gone, and whether that is all of them. */
  readonly lost: { readonly rows: number; readonly exact: boolean };
  /** At most so many row numbers lie where nothing could be read; null when there is no bound. */
  readonly gapRows: number | null;
  readonly unreadablePages: number;
  readonly unreadableCells: number;
  /** Rows with a number that was read before: the first was kept. */
  readonly repeated: number;
}

interface TableState {
  readonly table: ExpectedTable;
  readonly root: number | undefined;
  readonly damage: WalkDamage;
  readonly seen: RowidSet;
  index: IndexedRows | undefined;
  read: number;
  stray: number;
  repeated: number;
}

export interface DamagedSource {
  readonly pages: DamagedPages;
  readonly free: FreePages;
  readonly catalog: readonly CatalogEntry[];
  readonly tables: readonly ExpectedTable[];
}

/** Reads every row of the expected tables that is still in the file, whatever the indexes and branches above it look like. */
export class DamagedReader {
  readonly #source: DamagedSource;
  readonly #walker: TreeWalker;
  readonly #states: TableState[];

  constructor(source: DamagedSource) {
    this.#source = source;
    this.#walker = new TreeWalker(source.pages);
    this.#states = source.tables.map((table) => {
      const entry = source.catalog.find(({ type, name }) => type === "table" && name === table.name);
      const counts = { index: undefined, read: 0, stray: 0, repeated: 0 };
      return { table, root: entry?.root, damage: noDamage(), seen: new RowidSet(), ...counts };
    });
  }

  /** First what the trees lead to, then what lies in pages that nothing leads to. */
  *rows(): Generator<ReadRow> {
    // The list of tables has pages of its own, which hold no rows of the app.
    for (const _ of this.#walker.rows(1, () => true, noDamage()));
    for (const state of this.#states) {
      const { table, root, damage } = state;
      if (root === undefined) damage.gaps.push({ above: -Infinity, upTo: Infinity });
      else {
        for (const row of this.#walker.rows(root, fitOf(table), damage)) {
          if (this.#isNew(state, row)) yield { table, record: row.record };
        }
      }
      const index = this.#readIndex(table.name);
      if (index && isWanting(state, index)) state.index = index;
    }
    yield* this.#strays();
  }

  /** When all rows were read. */
  findings(): TableFinding[] {
    return this.#states.map((state) => {
      const { table, root, damage, read, stray, repeated, index } = state;
      const gaps = gapRows(damage);
      const whole = damage.gaps.length === 0 && damage.unreadableCells === 0;
      return {
        table: table.name,
        rooted: root !== undefined,
        read,
        stray,
        lost: index
          ? { rows: missing(state, index).length, exact: index.complete }
          : { rows: 0, exact: whole },
        gapRows: gaps,
        unreadablePages: damage.unreadablePages.size,
        unreadableCells: damage.unreadableCells,
        repeated,
      };
    });
  }

  #isNew(state: TableState, { rowid }: FoundRow): boolean {
    if (state.seen.add(rowid)) {
      state.read++;
      return true;
    }
    state.repeated++;
    return false;
  }

  /** The most complete of the table's indexes over all rows. */
  #readIndex(table: string): IndexedRows | undefined {
    const all = this.#source.catalog.filter((entry) => entry.type === "index" && entry.table === table);
    let best: IndexedRows | undefined;
    for (const { root } of all.filter(({ whole }) => whole)) {
      const found = readIndex(this.#source.pages, root);
      if (!best || found.rowids.length > best.rowids.length) best = found;
      if (found.complete) return found;
    }
    return best;
  }

  *#strays(): Generator<ReadRow> {
    const wanting = this.#states.filter((state) => isWanting(state, state.index));
    if (wanting.length === 0) return;
    const fits = wanting.map((state) => ({ state, fits: strictFitOf(state.table) }));
    for (let page = 2; page <= this.#source.pages.count; page++) {
      if (this.#walker.wasVisited(page) || this.#source.free.pages.has(page)) continue;
      let best: { state: TableState; rows: readonly FoundRow[]; guessed: boolean } | undefined;
      for (const { state, fits: fit } of fits) {
        const found = this.#walker.leafRows(page, fit);
        if (!found || found.rows.length === 0) continue;
        const guessed = state.root === undefined && state.table.root === page;
        const better =
          !best ||
          found.rows.length > best.rows.length ||
          (guessed && found.rows.length === best.rows.length);
        if (better) best = { state, rows: found.rows, guessed };
      }
      if (!best) continue;
      const { state, rows } = best;
      for (const row of rows) {
        if (!this.#mayBeAlive(state, row) || !this.#isNew(state, row)) continue;
        state.stray++;
        yield { table: state.table, record: row.record };
      }
    }
  }

  /** A page that nothing leads to may be one that was given up long ago, with rows that were deleted since. */
  #mayBeAlive({ index, root, damage }: TableState, { rowid }: FoundRow): boolean {
    if (index?.complete) return holds(index.rowids, rowid);
    if (this.#source.free.complete || root === undefined) return true;
    return damage.gaps.some(({ above, upTo }) => rowid > above && rowid <= upTo);
  }
}

function isWanting(state: TableState, index: IndexedRows | undefined): boolean {
  const { damage, root } = state;
  if (root === undefined || damage.gaps.length > 0 || damage.unreadableCells > 0) return true;
  return index !== undefined && missing(state, index).length > 0;
}

function missing({ seen }: TableState, { rowids }: IndexedRows): number[] {
  const gone: number[] = [];
  for (const rowid of rowids) if (!seen.has(rowid)) gone.push(rowid);
  return gone;
}

function gapRows({ gaps }: WalkDamage): number | null {
  let total = 0;
  let reached = -Infinity;
  for (const { above, upTo } of gaps.toSorted((one, other) => one.above - other.above)) {
    if (upTo === Infinity || (above === -Infinity && upTo > Number.MAX_SAFE_INTEGER)) return null;
    // Row numbers begin with 1.
    const from = Math.max(above, reached, 0);
    if (upTo > from) total += upTo - from;
    reached = Math.max(reached, upTo);
  }
  return total;
}
