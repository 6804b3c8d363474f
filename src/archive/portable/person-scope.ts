import type { StoredTable } from "#storage/stored-tables.ts";
import type { Row } from "#storage/table-rows.ts";

/** Kept for the server's own work, and nothing a person wrote. */
const workings: ReadonlySet<string> = new Set(["session", "idempotency_key", "restored_row"]);

/** The tables that hold something of a person. */
export function personalTables(tables: readonly StoredTable[]): readonly StoredTable[] {
  return tables.filter(({ name, owner }) => owner !== null && !workings.has(name));
}

/** Of an account a person takes along everything but the means to enter it and what it may do here. */
const left: Readonly<Record<string, string | null>> = { password_hash: null, role: "person" };

/** The rows as they leave the installation. */
export function withoutSecrets(table: StoredTable, rows: readonly Row[]): readonly Row[] {
  if (table.name !== "user_account") return rows;
  return rows.map((row) =>
    row.map((value, index) => {
      const column = table.columns[index]?.name ?? "";
      return column in left ? (left[column] ?? null) : value;
    }),
  );
}
