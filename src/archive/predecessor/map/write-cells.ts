import { parseSourceTime } from "../read/source-time.ts";
import { type ColumnKind, columnKinds, type WrittenTable } from "./columns.ts";
import { withDifferences } from "./differences.ts";
import type { PredecessorExtra } from "./extra.ts";
import { floatText, pythonJson } from "./python-json.ts";
import type { Sheet } from "./sheet.ts";
import type { ExportCells, UnmapContext } from "./unmap-context.ts";

/** The row as the predecessor writes it: columns in its order, unknown ones of the source after them. */
export function writeCells(
  table: WrittenTable,
  sheet: Sheet,
  extra: PredecessorExtra,
  context: UnmapContext,
): ExportCells {
  const told = withDifferences(sheet, extra.columns, extra.spelling?.columns);
  const kinds: Readonly<Record<string, ColumnKind>> = columnKinds[table];
  const cells: [string, string][] = [];
  for (const [column, kind] of Object.entries(kinds)) {
    const value = told.get(column);
    const said = sheet.said.get(column);
    // A text where ours is none is how the source spelt it.
    if (value !== said && typeof value === "string" && (kind === "time" || kind === "iso")) {
      cells.push([column, timeAsSpelt(value, kind, said, context)]);
    } else cells.push([column, cellText(kind, value, context)]);
    told.delete(column);
  }
  for (const [column, value] of told) {
    if (!notExported.has(`${table}.${column}`)) cells.push([column, String(value)]);
  }
  return Object.fromEntries(cells);
}

/** Columns only the predecessor's database has: kept, but its export never writes them. */
const notExported: ReadonlySet<string> = new Set(["tasks.updated_at", "emotions.emotion_id"]);

function cellText(kind: ColumnKind, value: unknown, { clock }: UnmapContext): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "number") return pythonJson(value);
  switch (kind) {
    case "time":
      return clock.format(value, "minute");
    case "iso":
      return isoText(value);
    case "float":
      return floatText(value);
    default:
      return String(value);
  }
}

/** Python's `isoformat` in UTC: microseconds only if there are any. */
export function isoText(instant: number): string {
  const iso = new Date(instant).toISOString();
  return instant % 1000 === 0 ? iso.slice(0, 19) : `${iso.slice(0, 23)}000`;
}

/** The source's text if it means the same instant in this zone, else that instant as precisely as the text was. */
function timeAsSpelt(text: string, kind: "time" | "iso", said: unknown, { clock }: UnmapContext): string {
  if (typeof said !== "number") return text;
  const parsed = parseSourceTime(text, "source-zone");
  if (parsed === null) return text;
  // Areas are stamped in UTC, but to the minute and in the server's zone in CSV mode.
  if (kind === "iso" && parsed.precision !== "minute") return text;
  if (clock.toInstant(parsed).instant === said) return text;
  return kind === "iso" ? isoText(said) : clock.format(said, parsed.precision);
}
