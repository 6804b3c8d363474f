/** Where a page ended, as the text handed out to ask for the next one: the sort key of its last row. */
export type CursorValue = string | number | null;

/** Text for a sort key; `decodeCursor` reads it back. */
export function encodeCursor(values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** The sort key in a cursor, or undefined when the text is not one of `length` values. */
export function decodeCursor(text: string, length: number): CursorValue[] | undefined {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    return Array.isArray(values) && values.length === length && values.every(isCursorValue)
      ? values
      : undefined;
  } catch {
    return undefined;
  }
}

function isCursorValue(value: unknown): value is CursorValue {
  return value === null || typeof value === "string" || typeof value === "number";
}
