import type { Owner, Tx } from "#storage/database.ts";
import type { Storable } from "#storage/dialect/storable.ts";
import type { RowChunk } from "#storage/fill-tables.ts";
import { matchingRows } from "#storage/matching-rows.ts";
import type { MergeTable } from "#storage/merge-tables.ts";
import type { Row } from "#storage/table-rows.ts";
import { IdMap } from "./id-map.ts";
import { MergeTally } from "./merge-tally.ts";

/** A row is the same whenever it was made or touched; using a task moves it up in the lists and is no change of it. */
const moments: ReadonlySet<string> = new Set(["created_at", "updated_at", "last_used_at"]);
/** What may differ when the same row came here from its source on another way. */
const ways: ReadonlySet<string> = new Set([...moments, "id", "import_id", "imported_at"]);

export interface NewRows {
  readonly merge: MergeTable;
  readonly rows: readonly Row[];
}

/**
 * Compares the rows of one archived person with those that somebody has here, chunk by chunk, parents first. A row that is here
 * stays as it is here, whatever the archive has; with it stays what is part of it, so that no log is mixed from two.
 */
export class RowMerge {
  readonly tally = new MergeTally();
  readonly #tx: Tx;
  readonly #owner: Owner;
  /** The person's id in the archive. */
  readonly #person: string;
  readonly #tables: ReadonlyMap<string, MergeTable>;
  readonly #ids = new IdMap();
  /** Ids of rows that are here and are not the same as in the archive, by table. */
  readonly #unlike = new Map<string, Set<Storable>>();

  constructor(tx: Tx, owner: Owner, person: string, tables: readonly MergeTable[]) {
    this.#tx = tx;
    this.#owner = owner;
    this.#person = person;
    this.#tables = new Map(tables.map((merge) => [merge.table.name, merge]));
    // A table without rows is reported, too.
    for (const name of this.#tables.keys()) this.tally.table(name);
  }

  /** The rows of a chunk that are not here; undefined for a table that is not merged. */
  async take({ table, rows }: RowChunk): Promise<NewRows | undefined> {
    const merge = this.#tables.get(table.name);
    if (!merge) return undefined;
    const own = rows.filter((row) => row[merge.owner] === this.#person).map((row) => this.#owned(merge, row));
    if (table.name === "instance") this.#countStates(merge, own);
    const absent = await this.#withoutKey(merge, own);
    const fresh = merge.partOf ? this.#ofLikeParents(merge, absent) : await this.#withoutOther(merge, absent);
    this.tally.table(table.name).new += fresh.length;
    const deleted = columnOf(merge, "deleted_at");
    for (const row of fresh) if (typeof row[deleted] === "number") this.tally.notice("deleted-in-archive");
    return { merge, rows: fresh };
  }

  /** The row as it would be here: of this owner, and naming rows by the ids that they have here. */
  #owned({ owner, references, key, table }: MergeTable, row: Row): Storable[] {
    const mine = row.map((value) => this.#ids.inJson(value));
    mine[owner] = this.#owner;
    for (const reference of references) {
      mine[reference.at] = this.#ids.of(reference.table, row[reference.at] ?? null);
    }
    if (mine.length !== table.columns.length || key.length === 0) throw new Error("A row without its key.");
    return mine;
  }

  /** Counts the rows that are here under their own key, and gives the others. */
  async #withoutKey(merge: MergeTable, rows: readonly Row[]): Promise<Row[]> {
    const [first = -1] = merge.key;
    const present = new Map<string, Row>();
    const values = new Set(rows.map((row) => row[first] ?? null));
    for (const row of await matchingRows(this.#tx, this.#owner, merge.table, [{ at: first, values }])) {
      present.set(keyText(merge.key, row), row);
    }
    return rows.filter((row) => {
      const here = present.get(keyText(merge.key, row));
      if (!here) return true;
      this.#present(merge, row, here, moments);
      return false;
    });
  }

  /** Counts the rows of which another key is taken, and from now on means the row that has it. */
  async #withoutOther(merge: MergeTable, rows: readonly Row[]): Promise<Row[]> {
    let absent = [...rows];
    for (const columns of merge.otherKeys) {
      const keyed = absent.filter((row) => columns.every((at) => row[at] !== null));
      if (keyed.length === 0) continue;
      // The last column of these keys tells the most rows apart.
      const sought = columns.toReversed().map((at) => ({
        at,
        values: new Set(keyed.map((row) => row[at] ?? null)),
      }));
      const taken = new Map<string, Row>();
      for (const row of await matchingRows(this.#tx, this.#owner, merge.table, sought)) {
        taken.set(keyText(columns, row), row);
      }
      absent = absent.filter((row) => {
        const here = columns.some((at) => row[at] === null) ? undefined : taken.get(keyText(columns, row));
        if (!here) return true;
        this.#standsFor(merge, row, here, columns);
        return false;
      });
    }
    return absent;
  }

  #standsFor(merge: MergeTable, row: Row, here: Row, columns: readonly number[]): void {
    const [id = -1] = merge.key;
    this.#ids.set(merge.table.name, row[id] ?? null, here[id] ?? null);
    const bySource = columns.includes(columnOf(merge, "source_id"));
    if (bySource) this.#present(merge, row, here, ways);
    // Feelings have names, and one of that name is the one.
    else this.tally.table(merge.table.name).present += 1;
    this.#mark(merge, here[id] ?? null);
  }

  #present(merge: MergeTable, row: Row, here: Row, uncounted: ReadonlySet<string>): void {
    this.tally.table(merge.table.name).present += 1;
    const same = row.every(
      (value, at) => value === here[at] || uncounted.has(merge.table.columns[at]?.name ?? ""),
    );
    if (same) return;
    const [id = -1] = merge.key;
    this.#mark(merge, here[id] ?? null);
    const deleted = columnOf(merge, "deleted_at");
    if (deleted === -1) return;
    this.tally.differs(merge.table.name, here[id], here[deleted] !== null && row[deleted] === null);
  }

  #mark({ table }: MergeTable, id: Storable): void {
    const unlike = this.#unlike.get(table.name) ?? new Set<Storable>();
    this.#unlike.set(table.name, unlike.add(id));
  }

  #ofLikeParents({ table, partOf }: MergeTable, rows: readonly Row[]): Row[] {
    const unlike = this.#unlike.get(partOf?.table ?? "");
    return rows.filter((row) => {
      if (!unlike?.has(row[partOf?.at ?? -1] ?? null)) return true;
      this.tally.aside(table.name, "part-of-changed");
      return false;
    });
  }

  #countStates(merge: MergeTable, rows: readonly Row[]): void {
    const [state, deleted] = [columnOf(merge, "state"), columnOf(merge, "deleted_at")];
    for (const row of rows) {
      if (row[deleted] !== null) continue;
      const stands = row[state];
      this.tally.states[stands === "completed" || stands === "cancelled" ? stands : "open"] += 1;
    }
  }
}

function columnOf({ table }: MergeTable, name: string): number {
  return table.columns.findIndex((column) => column.name === name);
}

function keyText(columns: readonly number[], row: Row): string {
  return JSON.stringify(columns.map((at) => row[at]));
}
