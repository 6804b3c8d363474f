import type { StoredTable } from "#storage/stored-tables.ts";
import { damaged } from "./archive-error.ts";

/** Checks that rows have the values their table's columns take, and come in the order of the primary key. */
export class RowCheck {
  readonly #table: StoredTable;
  readonly #key: readonly number[];
  #last: unknown[] | undefined;

  constructor(table: StoredTable) {
    this.#table = table;
    this.#key = table.primaryKey.map((name) => table.columns.findIndex((column) => column.name === name));
    if (this.#key.includes(-1)) throw damaged(`table ${table.name} has no such key`);
  }

  /** Throws ArchiveError. */
  row(row: unknown): void {
    const { name, columns } = this.#table;
    if (!Array.isArray(row) || row.length !== columns.length)
      throw damaged(`a row of ${name} has other columns`);
    for (let index = 0; index < columns.length; index++) {
      if (!fits(row[index], columns[index]?.type)) {
        throw damaged(`a value of ${name}.${columns[index]?.name} is of another kind`);
      }
    }
    if (this.#last !== undefined && !this.#follows(this.#last, row)) {
      throw damaged(`the rows of ${name} are not in their order`);
    }
    this.#last = row;
  }

  #follows(before: unknown[], after: unknown[]): boolean {
    for (const index of this.#key) {
      const order = compare(before[index], after[index]);
      if (order !== 0) return order < 0;
    }
    return false;
  }
}

function fits(value: unknown, type: string | undefined): boolean {
  if (value === null) return true;
  if (type === "text") return typeof value === "string" && !value.includes("\0") && value.isWellFormed();
  if (type === "integer") return Number.isSafeInteger(value);
  return typeof value === "number" && Number.isFinite(value);
}

/** As both engines order: numbers by size, texts by their UTF-8 bytes. */
export function compare(one: unknown, other: unknown): number {
  if (one === other) return 0;
  if (typeof one === "number" && typeof other === "number") return one - other;
  const [a, b] = [String(one), String(other)];
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
  // A surrogate stands for a code point above every other.
  const high = (code: number) => (code >= 0xd800 && code <= 0xdfff ? 1 : 0);
  return high(left) - high(right) || left - right;
}
