/** What the predecessor puts before its ids, by kind of row. */
export type IdPrefix = "t" | "i" | "j" | "note-" | "srv-";

/**
 * The predecessor's kind of id (a letter and a time) for a row made here: always the same for the same row, and
 * `idOfExportId` turns it back. The time is the one in the UUIDv7, in milliseconds.
 */
export function exportIdOf(prefix: IdPrefix, id: string): string {
  const hex = id.replaceAll("-", "").toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) return `${prefix}${id}`;
  return `${prefix}${Number.parseInt(hex.slice(0, 12), 16)}x${hex.slice(12)}`;
}

/** The id of the row here that an exported id stands for; null if it was made elsewhere. */
export function idOfExportId(text: string): string | null {
  const [, time, rest] = /^(?:t|i|j|note-|srv-)(\d{1,15})x([0-9a-f]{20})$/.exec(text) ?? [];
  if (time === undefined || rest === undefined) return null;
  const hex = Number(time).toString(16).padStart(12, "0") + rest;
  if (hex.length !== 32) return null;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
