import { isUtf8 } from "node:buffer";
import { readVarint } from "./varint.ts";

/** A value as it lay in the file; undefined where the file ended before it. */
export type FoundValue = null | number | bigint | string | Uint8Array | undefined;

export interface FoundRecord {
  readonly values: readonly FoundValue[];
  /** Positions of texts of which some bytes were no text, and were replaced by U+FFFD. */
  readonly mended: readonly number[];
  /** Whether the end was missing. */
  readonly cut: boolean;
}

const replacement = "\uFFFD";

/**
 * Reads a record (SQLite's form of a row). `length` is how long it was when it was written; `payload` may hold less of it.
 * Undefined when it cannot be a record.
 */
export function readRecord(payload: Buffer, length: number): FoundRecord | undefined {
  const header = readVarint(payload, 0);
  if (!header || header.value < header.end || header.value > payload.length) return undefined;
  const kinds: number[] = [];
  for (let at = header.end; at < header.value; ) {
    const kind = readVarint(payload, at);
    if (!kind || kind.end > header.value || kind.value === 10 || kind.value === 11) return undefined;
    kinds.push(kind.value);
    at = kind.end;
  }
  const total = kinds.reduce((sum, kind) => sum + lengthOf(kind), header.value);
  // Exact in every record that was written by SQLite.
  if (total !== length) return undefined;
  const values: FoundValue[] = [];
  const mended: number[] = [];
  let at = header.value;
  for (const [index, kind] of kinds.entries()) {
    const bytes = payload.subarray(at, at + lengthOf(kind));
    const whole = bytes.length === lengthOf(kind);
    const isText = kind >= 13 && kind % 2 === 1;
    // Of a text the part that is there is better than nothing.
    const value = whole || (isText && bytes.length > 0) ? readValue(kind, bytes) : undefined;
    if (typeof value === "string") {
      const clean = whole && isUtf8(bytes) && !value.includes("\0");
      values.push(clean ? value : value.replaceAll("\0", replacement));
      if (!clean) mended.push(index);
    } else values.push(value);
    at += lengthOf(kind);
  }
  return { values, mended, cut: payload.length < length };
}

function lengthOf(kind: number): number {
  if (kind >= 12) return Math.floor((kind - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][kind] ?? 0;
}

function readValue(kind: number, bytes: Buffer): FoundValue {
  if (kind === 0) return null;
  if (kind === 8) return 0;
  if (kind === 9) return 1;
  if (kind === 7) return bytes.readDoubleBE(0);
  if (kind === 6) {
    const value = bytes.readBigInt64BE(0);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (kind < 6) return bytes.readIntBE(0, bytes.length);
  // Buffer's own decoding keeps a byte order mark and puts U+FFFD for what is no UTF-8.
  return kind % 2 === 1 ? bytes.toString("utf8") : bytes;
}
