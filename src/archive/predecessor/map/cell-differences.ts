import { booleanOf } from "../read/cells.ts";
import { parseJson } from "../read/json-cell.ts";
import type { SourceRow } from "../read/source-rows.ts";
import { isNullText } from "../read/table-reader.ts";
import type { SourceTime } from "../read/source-time.ts";
import { type ColumnKind, columnKinds, type WrittenTable } from "./columns.ts";
import { differ, type Differences, noDifferences } from "./differences.ts";
import { sameJson } from "./same-json.ts";
import type { Sheet } from "./sheet.ts";

/** A time of the source and the instant it was read as. */
export interface ReadTime {
  readonly time: SourceTime | null;
  readonly instant: number | null;
}

/**
 * Where the cells of a row say something else than our columns do: numbers as numbers, times as instants, JSON as values,
 * the rest as text. A column the file does not have says nothing.
 */
export function cellDifferences(
  table: WrittenTable,
  sheet: Sheet,
  row: SourceRow,
  times: Readonly<Record<string, ReadTime>>,
): Differences {
  const found = noDifferences();
  const kinds: Readonly<Record<string, ColumnKind>> = columnKinds[table];
  for (const column of Object.keys(row.raw)) {
    const cell = row.raw[column] ?? "";
    const said = sheet.said.get(column);
    if (cell === said || (cell === "" && said === null)) continue;
    const kind = Object.hasOwn(kinds, column) ? kinds[column] : undefined;
    if (kind === undefined) {
      if (cell !== "") found.kept.push([column, cell]);
      continue;
    }
    // JSON objects are compared key by key elsewhere.
    if (column === "predicted" || column === "actual") continue;
    const time = kind === "time" || kind === "iso" ? times[column] : undefined;
    if (!sameCell(kind, said, cell, time)) differ(found, sheet, column, cell, time?.instant);
  }
  return found;
}

function sameCell(kind: ColumnKind, said: unknown, cell: string, time: ReadTime | undefined): boolean {
  if (isNullText(cell)) return said === null || said === undefined || said === "";
  switch (kind) {
    case "integer":
    case "float":
      return typeof said === "number" && Number(cell) === said && cell.trim() !== "";
    case "boolean":
      return booleanOf(cell) === said;
    case "time":
      return typeof said === "number" && isWritten(time, said) && said % 60_000 === 0;
    case "iso":
      return typeof said === "number" && isWritten(time, said) && time?.time?.basis === "utc";
    case "json":
      return sameJson(parseJson(cell).value, said);
    case "text":
      return false;
  }
}

/** Whether the source means that instant, and nothing finer than we can store. */
function isWritten(read: ReadTime | undefined, instant: number): boolean {
  if (read === undefined || read.instant !== instant || read.time === null) return false;
  if (read.time.precision === "day") return false;
  return read.time.precision !== "fraction" || !/[.,]\d{3}\d*[1-9]/.test(read.time.text);
}
