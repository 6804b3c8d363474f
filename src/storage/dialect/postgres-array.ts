import type { Storable } from "./storable.ts";

type Rows = readonly (readonly Storable[])[];

/**
 * One column of rows as a parameter of a PostgreSQL array type, whose elements SQL names `type`. Binary, because that
 * spares both sides the quoting; what does not fit the type goes as text, so that PostgreSQL says what is wrong with it.
 */
export function arrayParameter(rows: Rows, index: number, type: string): Buffer | string {
  const format = formats[type];
  return (format && binaryArray(rows, index, format)) ?? arrayLiteral(rows, index);
}

interface Format {
  /** The element type's number in PostgreSQL's catalog. */
  readonly oid: number;
  /** Appends length and value; false if the value does not fit. */
  readonly append: (into: Bytes, value: Storable) => boolean;
}

const formats: Readonly<Record<string, Format>> = {
  text: { oid: 25, append: (into, value) => into.text(value) },
  bigint: { oid: 20, append: (into, value) => into.integer(value, 8, Number.MAX_SAFE_INTEGER) },
  integer: { oid: 23, append: (into, value) => into.integer(value, 4, 2 ** 31 - 1) },
  "double precision": { oid: 701, append: (into, value) => into.double(value) },
};

const headerLength = 20;

function binaryArray(rows: Rows, index: number, format: Format): Buffer | undefined {
  const bytes = new Bytes(expectedLength(rows, index));
  let nulls = 0;
  for (const row of rows) {
    const value = row[index] ?? null;
    if (value === null) {
      nulls = 1;
      bytes.null();
    } else if (!format.append(bytes, value)) return undefined;
  }
  // One dimension, counted from 1.
  return bytes.withHeader([1, nulls, format.oid, rows.length, 1]);
}

/** Exact for texts of plain ASCII, so that they seldom have to be moved to a larger buffer. */
function expectedLength(rows: Rows, index: number): number {
  let length = headerLength;
  for (const row of rows) {
    const value = row[index];
    length += 12 + (typeof value === "string" ? value.length : 0);
  }
  return length;
}

class Bytes {
  #buffer: Buffer;
  #at = headerLength;
  #last: string | undefined;
  #lastStart = 0;

  constructor(length: number) {
    this.#buffer = Buffer.allocUnsafe(length);
  }

  null(): void {
    this.#reserve(4);
    this.#at = this.#buffer.writeInt32BE(-1, this.#at);
  }

  text(value: Storable): boolean {
    if (typeof value !== "string" && typeof value !== "number") return false;
    const text = String(value);
    const start = this.#at;
    // Many columns say the same in every row.
    if (text === this.#last) {
      const length = this.#buffer.readInt32BE(this.#lastStart) + 4;
      this.#reserve(length);
      this.#buffer.copyWithin(start, this.#lastStart, this.#lastStart + length);
      this.#at += length;
      return true;
    }
    if (this.#left < 4 + text.length * 3) this.#reserve(4 + Buffer.byteLength(text));
    const length = this.#buffer.write(text, start + 4, "utf8");
    this.#buffer.writeInt32BE(length, start);
    this.#at = start + 4 + length;
    this.#last = text;
    this.#lastStart = start;
    return true;
  }

  integer(value: Storable, length: 4 | 8, largest: number): boolean {
    if (!Number.isInteger(value) || typeof value !== "number" || Math.abs(value) > largest) return false;
    this.#reserve(4 + length);
    this.#at = this.#buffer.writeInt32BE(length, this.#at);
    if (length === 8) this.#at = this.#buffer.writeInt32BE(Math.floor(value / 2 ** 32), this.#at);
    this.#at = this.#buffer.writeInt32BE(value | 0, this.#at);
    return true;
  }

  double(value: Storable): boolean {
    if (typeof value !== "number") return false;
    this.#reserve(12);
    this.#at = this.#buffer.writeInt32BE(8, this.#at);
    // Never −0: as text it would be 0, too.
    this.#at = this.#buffer.writeDoubleBE(value + 0, this.#at);
    return true;
  }

  withHeader(header: readonly number[]): Buffer {
    header.forEach((word, place) => this.#buffer.writeInt32BE(word, place * 4));
    return this.#buffer.subarray(0, this.#at);
  }

  get #left(): number {
    return this.#buffer.length - this.#at;
  }

  #reserve(length: number): void {
    if (length <= this.#left) return;
    const larger = Buffer.allocUnsafe((this.#at + length) * 2);
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

/** One column of rows as PostgreSQL writes an array. */
function arrayLiteral(rows: Rows, index: number): string {
  return `{${rows.map((row) => element(row[index] ?? null)).join(",")}}`;
}

function element(value: Storable): string {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return `"${value.replace(/["\\]/g, "\\$&")}"`;
  return `"\\\\x${Buffer.from(value).toString("hex")}"`;
}
