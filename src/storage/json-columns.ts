/** What the JSON in a column must be, wherever a column of that name is: the app reads it without looking twice. */
const shapes: ReadonlyMap<string, "list" | "record"> = new Map([
  ["after", "record"],
  ["asked_emotions", "list"],
  ["before", "record"],
  ["categories", "list"],
  ["content", "record"],
  ["emotions_after", "record"],
  ["emotions_before", "record"],
  ["extra", "record"],
  ["payload", "record"],
  ["provenance", "record"],
  ["report", "record"],
  ["settings", "record"],
]);

/** Whether a value of a column (its name as in SQL) can be read as the JSON that belongs there; any value of other columns can. */
export function isReadableJson(column: string, value: unknown): boolean {
  const shape = shapes.get(column);
  if (shape === undefined || value === null) return true;
  if (typeof value !== "string") return false;
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed !== "object" || parsed === null) return false;
    return Array.isArray(parsed) === (shape === "list");
  } catch {
    return false;
  }
}
