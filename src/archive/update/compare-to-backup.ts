import { type Database, everyone } from "#storage/database.ts";
import { storedTablesOf } from "#storage/stored-tables.ts";
import { readTable } from "#storage/table-rows.ts";
import type { ArchivedRows } from "../portable/archived-rows.ts";
import { RowsByTable, rowsInStep, sameRow } from "./rows-in-step.ts";

/** How a table differs from what it was. */
export interface TableDifference {
  readonly table: string;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** What the server writes for itself; nobody misses it. */
const workings: ReadonlySet<string> = new Set(["session", "idempotency_key", "installation"]);

/** What was entered since an archive was written: tables that differ from it, leaving out the server's own workings. */
export async function compareToBackup(database: Database, before: ArchivedRows): Promise<TableDifference[]> {
  return database.read(everyone, async (tx) => {
    const differences: TableDifference[] = [];
    const then = new RowsByTable(before.chunks());
    try {
      for (const table of await storedTablesOf(tx, database.engine)) {
        const counts = { added: 0, changed: 0, removed: 0 };
        for await (const [old, present] of rowsInStep(table, [then.of(table.name), readTable(tx, table)])) {
          if (old === undefined) counts.added++;
          else if (present === undefined) counts.removed++;
          else if (!sameRow(old, present)) counts.changed++;
        }
        const differs = counts.added + counts.changed + counts.removed > 0;
        if (differs && !workings.has(table.name)) differences.push({ table: table.name, ...counts });
      }
    } finally {
      await then.close();
    }
    return differences;
  });
}
