import { isUtf8 } from "node:buffer";
import { printable } from "./report-collector.ts";
import { SourceError } from "./source-error.ts";

export interface CsvText {
  /** UTF-8, without a byte order mark. */
  readonly bytes: Buffer;
  readonly delimiter: "," | ";" | "\t";
  readonly encoding: "utf-8" | "utf-16" | "windows-1252" | "damaged-utf-8";
}

/**
 * Decodes a CSV file and finds its separator. Not valid UTF-8: Windows-1252, unless most of what is not ASCII is
 * good UTF-8, then only the bad bytes are replaced.
 * @throws SourceError if it is no text.
 */
export function readCsvText(bytes: Buffer, fileName: string): CsvText {
  const decoded = decode(bytes);
  const head = decoded.bytes.toString("utf8", 0, 65_536);
  refuseBinary(head, fileName);
  return { ...decoded, delimiter: delimiterOf(head) };
}

function decode(bytes: Buffer): Omit<CsvText, "delimiter"> {
  if (bytes.length >= 2 && (bytes.readUInt16BE(0) === 0xfffe || bytes.readUInt16BE(0) === 0xfeff)) {
    const label = bytes[0] === 0xff ? "utf-16le" : "utf-16be";
    return { bytes: Buffer.from(new TextDecoder(label).decode(bytes)), encoding: "utf-16" };
  }
  const marked = bytes.length >= 3 && bytes.readUIntBE(0, 3) === 0xefbbbf;
  const content = marked ? bytes.subarray(3) : bytes;
  if (isUtf8(content)) return { bytes: content, encoding: "utf-8" };
  const lossy = content.toString("utf8");
  if (marked || mostlyGood(lossy)) return { bytes: Buffer.from(lossy), encoding: "damaged-utf-8" };
  return { bytes: Buffer.from(new TextDecoder("windows-1252").decode(content)), encoding: "windows-1252" };
}

function mostlyGood(lossy: string): boolean {
  let good = 0;
  let bad = 0;
  for (let at = 0; at < lossy.length; at += 1) {
    const code = lossy.charCodeAt(at);
    if (code === 0xfffd) bad += 1;
    else if (code > 0x7f) good += 1;
  }
  return good > bad;
}

/** Control characters no spreadsheet writes. Some NULs are tolerated (and replaced), a file full of them is no text. */
function refuseBinary(text: string, fileName: string): void {
  const length = Math.min(text.length, 4096);
  let strange = 0;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 9 || (code > 13 && code < 32)) strange += 1;
  }
  if (strange > 4 && strange > length / 20) {
    throw new SourceError(
      "not-recognized",
      `${printable(fileName)} is not a text file, so nothing was read.`,
    );
  }
}

function delimiterOf(text: string): CsvText["delimiter"] {
  const end = text.indexOf("\n");
  const header = end === -1 ? text : text.slice(0, end);
  const count = (character: string): number => header.split(character).length;
  if (count(";") > count(",") && count(";") >= count("\t")) return ";";
  return count("\t") > count(",") ? "\t" : ",";
}
