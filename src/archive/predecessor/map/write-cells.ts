import { parseSourceTime } from "../read/source-time.ts";
import { type ColumnKind, columnKinds, type WrittenTable } from "./columns.ts";
import { withDifferences } from "./differences.ts";
import type { PredecessorExtra, Spelt } from "./extra.ts";
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
  const kinds: Readonly<Record<string, ColumnKind>> = columnKinds[table];
  const told = withDifferences(sheet, extra.columns, timesInZone(extra.spelling?.columns, kinds, context));
  const cells: [string, string][] = [];
  for (const [column, kind] of Object.entries(kinds)) {
    cells.push([column, cellText(kind, told.get(column), context)]);
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

/** The source's times as it wrote them where they still mean the same instant, else that instant as precisely as they were. */
function timesInZone(
  spelling: Readonly<Record<string, Spelt>> | undefined,
  kinds: Readonly<Record<string, ColumnKind>>,
  { clock }: UnmapContext,
): Record<string, Spelt> | undefined {
  if (spelling === undefined) return undefined;
  const entries = Object.entries(spelling).map(([column, spelt]): [string, Spelt] => {
    const { as: text, read } = spelt;
    const iso = kinds[column] === "iso";
    if (read === undefined || typeof text !== "string") return [column, spelt];
    const time = parseSourceTime(text, "utc");
    if (time === null) return [column, spelt];
    // Areas are stamped in UTC, but to the minute and in the server's zone in CSV mode.
    const basis = iso && time.precision !== "minute" ? "utc" : "source-zone";
    if (clock.toInstant({ ...time, basis }).instant === read) return [column, spelt];
    return [column, { ...spelt, as: iso ? isoText(read) : clock.format(read, time.precision) }];
  });
  return Object.fromEntries(entries);
}
