import type { ReportCollector } from "./report-collector.ts";
import { SourceError } from "./source-error.ts";
import { keyColumns, knownColumns, type SourceTableName } from "./source-tables.ts";

/** What is known of a whole file's characters, so that most rows need not be looked at. */
export interface CharacterCheck {
  /** Some were lost when the file was decoded: cells with U+FFFD are reported. */
  readonly lossy: boolean;
  /** There may be NULs or halves of surrogate pairs. */
  readonly suspicious: boolean;
}

/** A row before its cells are understood. */
export interface RawRow {
  readonly line: number;
  readonly id: string;
  readonly raw: Readonly<Record<string, string>>;
}

const replacement = "\uFFFD";

/** Takes the rows of one table as lists of cells, names the cells, and keeps the best row of each id. */
export class TableReader {
  readonly table: SourceTableName;
  readonly columns: readonly string[];
  readonly unknownColumns: readonly string[];
  readonly #report: ReportCollector;
  readonly #characters: CharacterCheck;
  readonly #rows: RawRow[] = [];
  readonly #places = new Map<string, number>();
  readonly #oldTaskList: boolean;
  #line = 0;

  constructor(
    table: SourceTableName,
    header: readonly string[],
    report: ReportCollector,
    characters: CharacterCheck = { lossy: false, suspicious: true },
  ) {
    this.table = table;
    this.#report = report;
    this.#characters = characters;
    this.columns = nameColumns(table, header);
    const known = new Set(knownColumns[table]);
    this.unknownColumns = this.columns.filter((column) => column !== "" && !known.has(column));
    // The oldest version kept one line per task, named by the task itself.
    this.#oldTaskList =
      table === "tasks" && !this.columns.includes("task_id") && this.columns.includes("task");
    if (this.#oldTaskList) report.notice("old-task-list", table);
    else {
      for (const key of keyColumns[table]) {
        if (!this.columns.includes(key)) report.notice("missing-column", table, key);
      }
    }
    for (const column of this.unknownColumns) report.notice("unknown-column", table, column);
  }

  get rows(): readonly RawRow[] {
    return this.#rows;
  }

  /** Whether the header has what says which row is which. */
  get recognised(): boolean {
    return this.#oldTaskList || keyColumns[this.table].every((key) => this.columns.includes(key));
  }

  add(cells: readonly string[]): void {
    this.#line += 1;
    const line = this.#line;
    if (cells.length === this.columns.length && this.#isHeader(cells)) {
      this.#report.repair({ code: "repeated-header", table: this.table, line, id: null, column: null });
      return;
    }
    const raw = this.#named(cells);
    const id = this.#idOf(raw);
    if (cells.length !== this.columns.length && this.#reallyRagged(cells)) {
      this.#report.repair({ code: "ragged", table: this.table, line, id, column: null });
    }
    this.#wellForm(raw, line, id);
    if (id === null) {
      this.#report.setAside({ code: "no-id", table: this.table, line, raw });
      return;
    }
    this.#keepBest({ line, id, raw });
  }

  /** Something in the file that could not be taken apart into cells. */
  addUnreadable(cells: readonly string[]): void {
    this.#line += 1;
    const raw = this.#named(cells);
    this.#wellForm(raw, this.#line, null);
    this.#report.setAside({ code: "unreadable", table: this.table, line: this.#line, raw });
  }

  #isHeader(cells: readonly string[]): boolean {
    // Cheap first look: nearly no row begins with the name of its first column.
    return (
      cells[0]?.toLowerCase() === this.columns[0]?.toLowerCase() &&
      cells.every((cell, at) => {
        const column = this.columns[at] ?? "";
        return cell.trim().toLowerCase() === column.toLowerCase() || column === "";
      })
    );
  }

  #named(cells: readonly string[]): Record<string, string> {
    const raw: Record<string, string> = {};
    for (let at = 0; at < this.columns.length; at += 1) {
      const column = this.columns[at] ?? "";
      const cell = cells[at] ?? "";
      if (column !== "") raw[column] = cell;
      else if (cell !== "") raw[`column_${at + 1}`] = cell;
    }
    for (let at = this.columns.length; at < cells.length; at += 1) {
      const cell = cells[at] ?? "";
      if (cell !== "") raw[`column_${at + 1}`] = cell;
    }
    return raw;
  }

  #reallyRagged(cells: readonly string[]): boolean {
    return cells.length < this.columns.length || cells.slice(this.columns.length).some((cell) => cell !== "");
  }

  #wellForm(raw: Record<string, string>, line: number, id: string | null): void {
    if (!this.#characters.suspicious) return;
    for (const column of Object.keys(raw)) {
      const cell = raw[column] ?? "";
      const odd = cell.includes("\0") || !cell.isWellFormed();
      if (odd) raw[column] = cell.replaceAll("\0", replacement).toWellFormed();
      if (odd || (this.#characters.lossy && cell.includes(replacement))) {
        this.#report.repair({ code: "replaced-characters", table: this.table, line, id, column });
      }
    }
  }

  #idOf(raw: Readonly<Record<string, string>>): string | null {
    if (this.#oldTaskList) return idText(raw.task) === null ? null : `task:${raw.task}`;
    let id = "";
    for (const column of keyColumns[this.table]) {
      const part = idText(raw[column]);
      if (part === null) {
        // Preferences of an app without accounts have no owner, and are still one row.
        if (this.table === "user_preferences" && Object.values(raw).some((cell) => cell !== "")) return "";
        return null;
      }
      id = id === "" ? part : `${id}/${part}`;
    }
    // Two people may use the same word; the owner is part of which row it is.
    return this.table === "emotions" ? `${id}/${raw.user_id ?? ""}` : id;
  }

  #keepBest(row: RawRow): void {
    const place = this.#places.get(row.id);
    const earlier = place === undefined ? undefined : this.#rows[place];
    if (place === undefined || earlier === undefined) {
      this.#places.set(row.id, this.#rows.length);
      this.#rows.push(row);
      return;
    }
    this.#report.repair({ code: "duplicate", table: this.table, line: row.line, id: row.id, column: null });
    if (filledCells(row) >= filledCells(earlier)) this.#rows[place] = row;
  }
}

function filledCells(row: RawRow): number {
  return Object.values(row.raw).reduce((count, cell) => count + (isNullText(cell) ? 0 : 1), 0);
}

function idText(cell: string | undefined): string | null {
  const text = cell?.trim() ?? "";
  return isNullText(text) ? null : text;
}

/** The spellings of "nothing" that the predecessor and its spreadsheet library write (domain.md 2.2.1). */
export function isNullText(text: string): boolean {
  switch (text) {
    case "":
    case "nan":
    case "NaN":
    case "None":
    case "null":
    case "NaT":
    case "<NA>":
      return true;
    default:
      return false;
  }
}

/** Known names in the predecessor's own spelling whatever their case; a name that comes twice gets a number. */
function nameColumns(table: SourceTableName, header: readonly string[]): string[] {
  if (header.length > 1000) {
    throw new SourceError("not-recognized", `${table} has more than 1000 columns, so nothing was read.`);
  }
  const known = new Set(knownColumns[table]);
  const used = new Set<string>();
  return header.map((cell) => {
    const trimmed = cell.trim().toWellFormed().replaceAll("\0", replacement);
    if (trimmed === "") return "";
    const lower = trimmed.toLowerCase();
    // "__proto__" as a key would not be stored but obeyed.
    const wanted = known.has(lower) ? lower : trimmed === "__proto__" ? "column___proto__" : trimmed;
    let name = wanted;
    for (let number = 2; used.has(name); number += 1) name = `${wanted}_${number}`;
    used.add(name);
    return name;
  });
}
