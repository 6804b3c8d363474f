import type { ColumnKind, ExpectedColumn, ExpectedTable } from "./expected-tables.ts";
import type { FoundRecord, FoundValue } from "./record.ts";
import type { Fit } from "./walk-table.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a record that lay in the table's own tree is a row of it: most of its values have the right kind. */
export function fitOf({ columns, primaryKey }: Pick<ExpectedTable, "columns" | "primaryKey">): Fit {
  const allowed = Math.floor(columns.length / 4);
  return ({ values }) => {
    if (values.length > columns.length || values.length < primaryKey.length) return false;
    let wrong = 0;
    for (const [index, column] of columns.entries()) {
      if (index < values.length && !sameKind(values[index], column)) wrong++;
    }
    return wrong <= allowed;
  };
}

/** The same for a record that lay somewhere: every value has the right kind, and what has a form of its own has that form. */
export function strictFitOf({ columns, primaryKey, checks }: ExpectedTable): Fit {
  const words = wordLists(checks);
  return ({ values, mended }: FoundRecord) => {
    if (values.length > columns.length || values.length < primaryKey.length) return false;
    return values.every((value, index) => {
      const column = columns[index];
      if (!column || !sameKind(value, column)) return false;
      if (typeof value !== "string" || mended.includes(index)) return true;
      if (column.name === "user_id") return uuid.test(value);
      const list = words.get(column.name);
      return (list === undefined || list.includes(value)) && hasForm(value, column.kind);
    });
  };
}

/** Text columns that take only certain words: column -> words. */
export function wordLists(checks: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const lists = new Map<string, readonly string[]>();
  for (const condition of checks.values()) {
    const [, column, list] = /^"([^"]+)" in \((.+)\)$/u.exec(condition) ?? [];
    const words =
      list === undefined ? [] : [...list.matchAll(/'((?:[^']|'')*)'/gu)].map(([, word = ""]) => word);
    if (column !== undefined && words.length > 0) lists.set(column, words);
  }
  return lists;
}

/** Whether SQLite would have let the value into a STRICT table. */
export function sameKind(value: FoundValue, { kind, nullable }: ExpectedColumn): boolean {
  // What the file ended before is missing, not wrong.
  if (value === undefined) return true;
  if (value === null) return nullable;
  if (kind === "instant" || kind === "flag" || kind === "count")
    return typeof value === "number" && Number.isInteger(value);
  if (kind === "scale" || kind === "real") return typeof value === "number";
  return typeof value === "string";
}

/** Whether a text has the form that its kind always has. */
export function hasForm(value: string, kind: ColumnKind): boolean {
  if (kind === "day") return /^\d{4}-\d{2}-\d{2}$/u.test(value);
  if (kind !== "json") return true;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
