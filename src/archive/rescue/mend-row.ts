import type { ExpectedColumn, ExpectedTable } from "#storage/dialect/damaged/expected-tables.ts";
import type { FoundRecord, FoundValue } from "#storage/dialect/damaged/record.ts";
import { hasForm, sameKind, wordLists } from "#storage/dialect/damaged/row-fit.ts";
import type { Storable } from "#storage/dialect/storable.ts";

/** What was done to one value. */
export interface Repair {
  readonly column: string;
  readonly what: "bytes-replaced" | "missing" | "wrong-kind" | "wrong-form" | "damaged-id" | "rule";
}

export interface MendedRow {
  readonly values: readonly Storable[];
  readonly repairs: readonly Repair[];
}

/** Why a row cannot be brought into its table. */
export interface Unmendable {
  readonly why: string;
}

export interface MendContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** A new id in the place of a damaged one, the same for the same one. */
  readonly idFor: (damaged: string) => string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const replacement = "\uFFFD";
const largestInstant = 8.64e15;
const largestCount = 2 ** 31 - 1;

/** Makes a row that its table takes of what was found: what cannot be is replaced by the column's default, or nothing. */
export function mendRow(
  table: ExpectedTable,
  record: FoundRecord,
  context: MendContext,
): MendedRow | Unmendable {
  const repairs: Repair[] = [];
  const values: Storable[] = [];
  const words = wordLists(table.checks);
  for (const [index, column] of table.columns.entries()) {
    const found = record.values[index];
    const what = wrongWith(
      found,
      column,
      words.get(column.name),
      index >= record.values.length && !record.cut,
    );
    if (what === undefined) {
      // Of a right kind, hence storable; a column that came later than the row holds its default.
      values.push(found === undefined ? column.initial : (found as Storable));
      if (record.mended.includes(index)) repairs.push({ column: column.name, what: "bytes-replaced" });
      continue;
    }
    const replaced =
      what === "damaged-id" ? context.idFor(String(found)) : substitute(table, column, record, context);
    if (replaced === undefined) return { why: `${column.name} could not be read` };
    repairs.push({ column: column.name, what });
    values.push(replaced);
  }
  return { values, repairs };
}

function wrongWith(
  value: FoundValue,
  column: ExpectedColumn,
  words: readonly string[] | undefined,
  older: boolean,
): Repair["what"] | undefined {
  if (value === undefined)
    return older && (column.nullable || column.initial !== null) ? undefined : "missing";
  if (!sameKind(value, column)) return "wrong-kind";
  if (value === null) return undefined;
  if (typeof value === "string") {
    if (column.kind === "id" && isDamagedId(value, column)) return "damaged-id";
    if (words && !words.includes(value)) return "wrong-form";
    if (column.name === "time_zone" && !isTimeZone(value)) return "wrong-form";
    return hasForm(value, column.kind) ? undefined : "wrong-form";
  }
  if (typeof value !== "number") return "wrong-kind";
  return inRange(value, column) ? undefined : "wrong-form";
}

function isDamagedId(value: string, { name }: ExpectedColumn): boolean {
  return name === "user_id" ? !uuid.test(value) : value.includes(replacement);
}

function inRange(value: number, { kind }: ExpectedColumn): boolean {
  if (kind === "flag") return value === 0 || value === 1;
  // 32 bits on PostgreSQL.
  if (kind === "count") return Number.isInteger(value) && Math.abs(value) <= largestCount;
  if (kind === "instant") return Math.abs(value) <= largestInstant;
  return Number.isFinite(value);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What stands in for a value that is gone; undefined where nothing honest can. */
export function substitute(
  table: ExpectedTable,
  column: ExpectedColumn,
  record: FoundRecord,
  { now, idFor }: MendContext,
): Storable | undefined {
  const { name, kind, nullable, initial } = column;
  if (nullable) return null;
  if (initial !== null) return initial;
  if (kind === "id") return idFor(`${table.name}.${name}.${JSON.stringify(record.values.map(String))}`);
  if (table.primaryKey.includes(name)) return undefined;
  if (kind === "instant") return anyInstant(table, record) ?? now;
  if (kind === "text") {
    const [first] = wordLists(table.checks).get(name) ?? [];
    return first ?? (name === "time_zone" ? "UTC" : name === "name" ? `Recovered ${table.name}` : "");
  }
  // A made-up day or document would be taken for what the person wrote.
  if (kind === "json" || kind === "day") return undefined;
  return 0;
}

/** Another instant of the same row is nearer to the truth than now. */
function anyInstant({ columns }: ExpectedTable, { values }: FoundRecord): number | undefined {
  for (const [index, { kind }] of columns.entries()) {
    const value = values[index];
    if (kind === "instant" && typeof value === "number" && value > 0 && value <= largestInstant) return value;
  }
  return undefined;
}
