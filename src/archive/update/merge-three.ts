import type { StoredTable } from "#storage/stored-tables.ts";
import type { TableChanges } from "#storage/table-changes.ts";
import { valueOf } from "#storage/table-changes.ts";
import type { Row } from "#storage/table-rows.ts";
import { rowsInStep, sameRow } from "./rows-in-step.ts";

/** The copies of one table that are brought together. */
export interface ThreeCopies {
  /** As it was before both went their own way. */
  readonly base: AsyncIterable<readonly Row[]>;
  /** What was set aside. */
  readonly kept: AsyncIterable<readonly Row[]>;
  /** What is here now. */
  readonly here: AsyncIterable<readonly Row[]>;
}

export interface Merge extends TableChanges {
  /** Keys of rows that were changed here and in what was kept: they stay as they are here. */
  readonly conflicts: Set<string>;
}

/** A log and its subject are one: were both continued, mixing their entries would make a third story that nobody wrote. */
const partOf: Readonly<Record<string, { readonly whole: string; readonly by: string }>> = {
  instance_event: { whole: "instance", by: "instance_id" },
  work_interval: { whole: "instance", by: "instance_id" },
  task_edit: { whole: "task", by: "task_id" },
};

/**
 * What has to happen to a table so that changes that were set aside count again: those made there alone are taken over,
 * those made here stay. `conflicts` names the conflicts of the tables before.
 */
export async function mergeThree(
  table: StoredTable,
  { base, kept, here }: ThreeCopies,
  conflicts: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Merge> {
  const merge: Merge = { inserts: [], updates: [], deletes: [], conflicts: new Set() };
  for await (const [before, aside, present] of rowsInStep(table, [base, kept, here])) {
    if (sameRow(before, aside) || sameRow(aside, present)) continue;
    const row = aside ?? before;
    if (row === undefined) continue;
    if (!sameRow(before, present) || wholeDiffers(table, row, conflicts))
      merge.conflicts.add(keyOf(table, row));
    else if (aside === undefined) merge.deletes.push(row);
    else if (before === undefined) merge.inserts.push(aside);
    else merge.updates.push(aside);
  }
  return merge;
}

/** The primary key as text. */
export function keyOf(table: StoredTable, row: Row): string {
  return JSON.stringify(table.primaryKey.map((name) => valueOf(table, row, name)));
}

function wholeDiffers(
  table: StoredTable,
  row: Row,
  conflicts: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const part = partOf[table.name];
  if (!part) return false;
  const key = JSON.stringify([valueOf(table, row, "user_id"), valueOf(table, row, part.by)]);
  return conflicts.get(part.whole)?.has(key) ?? false;
}
