import type { Storable } from "./storable.ts";

/** One column of rows as PostgreSQL writes an array. */
export function arrayLiteral(rows: readonly (readonly Storable[])[], index: number): string {
  return `{${rows.map((row) => element(row[index] ?? null)).join(",")}}`;
}

function element(value: Storable): string {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return `"${value.replace(/["\\]/g, "\\$&")}"`;
  return `"\\\\x${Buffer.from(value).toString("hex")}"`;
}
