/** Where a page ended, as the text handed out to ask for the next one: the sort key of its last row. */
export type CursorValue = string | number;
/** The kinds of a sort key's values, in order. */
export type CursorShape = readonly ("text" | "number")[];

/** Text for a sort key; `decodeCursor` reads it back. */
export function encodeCursor(values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** The sort key in a cursor, or undefined when the text holds none of this shape that a database could compare with. */
export function decodeCursor(text: string, shape: CursorShape): CursorValue[] | undefined {
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(values) || values.length !== shape.length) return undefined;
  const given: unknown[] = values;
  const known = given.filter((value, index) => fits(value, shape[index]));
  return known.length === shape.length ? known : undefined;
}

function fits(value: unknown, kind: CursorShape[number] | undefined): value is CursorValue {
  if (kind === "number") return Number.isSafeInteger(value);
  return kind === "text" && typeof value === "string" && !value.includes("\0") && value.isWellFormed();
}
