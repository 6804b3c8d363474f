import { type Database, exclusively } from "#storage/database.ts";
import { describeTables } from "#storage/dialect/introspect.ts";
import { storedTablesOf, type StoredTable } from "#storage/stored-tables.ts";
import { applyTableChanges, hasParent } from "#storage/table-changes.ts";
import { type AnyTx, readTable, type Row } from "#storage/table-rows.ts";
import type { ForeignKeyDescription } from "#storage/dialect/schema-description.ts";
import type { ArchivedRows } from "../portable/archived-rows.ts";
import { mergeThree } from "./merge-three.ts";
import { RowsByTable } from "./rows-in-step.ts";

export interface BroughtBack {
  readonly table: string;
  /** Rows that count again. */
  readonly taken: number;
  /** Rows that were changed here, too, and stay as they are here. */
  readonly keptHere: number;
  /** Rows whose task, account or other key is not free or not there any more. */
  readonly setAside: number;
}

/**
 * Takes what was entered between an update and its rollback (`kept`) back into a database, in one transaction. `base` is the
 * state from before the update. The caller holds the writers.
 */
export async function bringBack(
  database: Database,
  base: ArchivedRows,
  kept: ArchivedRows,
): Promise<readonly BroughtBack[]> {
  return exclusively(database, async (db) => {
    // Both only ask the engine what it holds.
    const tx = db as never;
    const described = await describeTables(tx, database.engine);
    const before = new RowsByTable(base.chunks());
    const aside = new RowsByTable(kept.chunks());
    const conflicts = new Map<string, ReadonlySet<string>>();
    const results: BroughtBack[] = [];
    try {
      for (const table of await storedTablesOf(tx, database.engine)) {
        const copies = {
          base: before.of(table.name),
          kept: aside.of(table.name),
          here: readTable(db, table),
        };
        const merge = await mergeThree(table, copies, conflicts);
        conflicts.set(table.name, merge.conflicts);
        const keys = described[table.name]?.foreignKeys ?? [];
        const { fitting, orphans } = await withParents(db, table, merge.inserts, keys);
        const refused = await applyTableChanges(db, table, { ...merge, inserts: fitting });
        const result = {
          table: table.name,
          taken: fitting.length - refused + merge.updates.length + merge.deletes.length,
          keptHere: merge.conflicts.size,
          setAside: orphans + refused,
        };
        if (result.taken + result.keptHere + result.setAside > 0) results.push(result);
      }
    } finally {
      await before.close();
      await aside.close();
    }
    return results;
  });
}

async function withParents(
  tx: AnyTx,
  table: StoredTable,
  rows: readonly Row[],
  keys: readonly ForeignKeyDescription[],
): Promise<{ fitting: Row[]; orphans: number }> {
  const fitting: Row[] = [];
  for (const row of rows) {
    let complete = true;
    for (const key of keys) complete &&= await hasParent(tx, table, row, key);
    if (complete) fitting.push(row);
  }
  return { fitting, orphans: rows.length - fitting.length };
}
