import type { Insertable } from "kysely";
import type { Tx } from "../database.ts";
import type { Schema } from "../schema.ts";
import { naming } from "./naming.ts";
import { openTransactionOf } from "./open-transaction.ts";
import { storable } from "./storable.ts";

/**
 * Inserts many rows at once, quickly on both engines, and resolves to how many were new. A column that only some
 * rows name is null in the others; column defaults count only when no row names the column.
 * With `onConflict: "skip"` rows whose key exists are left as they are.
 */
export async function insertMany<T extends keyof Schema>(
  tx: Tx,
  table: T,
  rows: readonly Insertable<Schema[T]>[],
  options: { readonly onConflict?: "fail" | "skip" } = {},
): Promise<number> {
  if (rows.length === 0) return 0;
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  const ordered = [...names];
  const values = rows.map((row) => {
    // Insertable's keys are the strings in `names`; TypeScript cannot see that of a generic table.
    const record = row as Record<string, unknown>;
    return ordered.map((name) => storable(record[name] ?? null));
  });
  const columns = ordered.map((name) => naming.toSql(name));
  return openTransactionOf(tx).insertRows(naming.toSql(table), columns, values, options.onConflict ?? "fail");
}
