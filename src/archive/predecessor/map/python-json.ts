/**
 * JSON as Python's `json.dumps` writes it: a space after commas and colons, everything but ASCII escaped. `floats` names the
 * keys whose whole numbers the predecessor writes with ".0".
 */
export function pythonJson(value: unknown, floats: ReadonlySet<string> = none): string {
  return written(value, floats, false);
}

const none: ReadonlySet<string> = new Set();

function written(value: unknown, floats: ReadonlySet<string>, float: boolean): string {
  if (typeof value === "number") return float ? floatText(value) : numberText(value);
  if (typeof value === "string") return asciiText(value);
  if (Array.isArray(value)) return `[${value.map((item) => written(item, none, false)).join(", ")}]`;
  if (value instanceof Map) return objectText([...value], floats);
  if (typeof value === "object" && value !== null) return objectText(Object.entries(value), floats);
  return value === true ? "true" : value === false ? "false" : "null";
}

function objectText(entries: readonly (readonly [unknown, unknown])[], floats: ReadonlySet<string>): string {
  const parts = entries.map(
    ([key, item]) => `${asciiText(String(key))}: ${written(item, none, floats.has(String(key)))}`,
  );
  return `{${parts.join(", ")}}`;
}

function asciiText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A number the way Python writes a float: 22 is "22.0". */
export function floatText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${numberText(value)}.0` : numberText(value);
}

function numberText(value: number): string {
  return Number.isFinite(value) ? String(value === 0 ? 0 : value) : "null";
}
