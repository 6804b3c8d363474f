import type { ExpectedKey } from "./expected-tables.ts";

/** The condition that a row c of a table refers to a parent that is not there. */
export function orphaned({ columns, table, references }: ExpectedKey): string {
  const present = columns.map((column) => `c.${quoted(column)} is not null`).join(" and ");
  const same = references.map((column, index) => `p.${quoted(column)} = c.${quoted(columns[index] ?? "")}`);
  return `${present} and not exists (select 1 from ${quoted(table)} p where ${same.join(" and ")})`;
}

/** Names come from our own schema. */
export function quoted(name: string): string {
  return `"${name}"`;
}
