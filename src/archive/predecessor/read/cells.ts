import { unescapeOnce } from "./escaped-text.ts";
import { type ParsedJson, parseJson } from "./json-cell.ts";
import type { ReportCollector } from "./report-collector.ts";
import type { RepairCode } from "./source-report.ts";
import type { SourceTableName } from "./source-tables.ts";
import { parseSourceTime, type SourceTime, type SourceTimeBasis } from "./source-time.ts";
import { isNullText, type RawRow } from "./table-reader.ts";

/** Reads the cells of one row as what they mean. Whatever cannot be read becomes null, is reported, and stays in `raw`. */
export class Cells {
  readonly row: RawRow;
  readonly #table: SourceTableName;
  readonly #report: ReportCollector;

  constructor(table: SourceTableName, row: RawRow, report: ReportCollector) {
    this.row = row;
    this.#table = table;
    this.#report = report;
  }

  /** The cell as it stands, or null where it says "nothing". */
  plain(column: string): string | null {
    const cell = this.row.raw[column];
    return cell === undefined || isNullText(cell) ? null : cell;
  }

  /** What a person wrote: unescaped once. */
  text(column: string): string | null {
    const cell = this.plain(column);
    return cell === null ? null : unescapeOnce(cell);
  }

  /** A name: here even "None" and "null" are words. */
  name(column: string): string | null {
    const cell = this.row.raw[column];
    return cell === undefined || cell === "" ? null : unescapeOnce(cell);
  }

  number(column: string): number | null {
    const cell = this.plain(column);
    if (cell === null) return null;
    const value = numberOf(cell);
    if (value === null) this.repair("number", column);
    return value;
  }

  boolean(column: string): boolean | null {
    const cell = this.plain(column);
    if (cell === null) return null;
    const value = booleanOf(cell);
    if (value === null) this.repair("boolean", column);
    return value;
  }

  time(column: string, basis: SourceTimeBasis): SourceTime | null {
    const cell = this.plain(column);
    if (cell === null) return null;
    const value = parseSourceTime(cell, basis);
    if (value === null) this.repair("time", column);
    return value;
  }

  json(column: string): unknown {
    const cell = this.plain(column);
    if (cell === null) return null;
    const parsed: ParsedJson = parseJson(cell);
    for (const code of parsed.repairs) this.repair(code, column);
    return parsed.value;
  }

  repair(code: RepairCode, column: string): void {
    this.#report.repair({ code, table: this.#table, line: this.row.line, id: this.row.id, column });
  }
}

/** Decimal numbers, also with a decimal comma; null for anything else, the infinities included. */
export function numberOf(text: string): number | null {
  const value = Number(text);
  if (Number.isFinite(value)) return /^\s*$|^\s*[+-]?0[xob]/i.test(text) ? null : value;
  return /^\s*[+-]?\d+,\d+\s*$/.test(text) ? Number(text.replace(",", ".")) : null;
}

export function booleanOf(text: string): boolean | null {
  switch (text.trim().toLowerCase()) {
    case "true":
    case "1":
    case "1.0":
    case "yes":
      return true;
    case "false":
    case "0":
    case "0.0":
    case "no":
      return false;
    default:
      return null;
  }
}
