export interface ParsedJson {
  /** Null if the text is no JSON (or says null). */
  readonly value: unknown;
  readonly repairs: readonly ("json" | "double-encoded-json" | "replaced-characters")[];
}

const deepest = 64;

/**
 * Parses a JSON cell: once-more-encoded JSON is decoded again, Python's bare NaN and Infinity become null, NUL characters and
 * halves of surrogate pairs become U+FFFD.
 */
export function parseJson(text: string): ParsedJson {
  let value = parseOnce(text);
  if (value !== undefined && typeof value !== "string") return finished(value, text, []);
  const repairs: ParsedJson["repairs"][number][] = [];
  if (value === undefined) {
    repairs.push("json");
    value = parseOnce(withoutNotANumber(text));
  }
  for (let round = 0; round < 3 && typeof value === "string"; round += 1) {
    const inner = parseOnce(value);
    if (inner === undefined) break;
    if (round === 0) repairs.push("double-encoded-json");
    value = inner;
  }
  return finished(value, text, repairs);
}

function finished(
  value: unknown,
  text: string,
  repairs: readonly ParsedJson["repairs"][number][],
): ParsedJson {
  if (value === undefined) return { value: null, repairs };
  if (manyOpenings(text) && tooDeep(value, deepest)) return { value: null, repairs: ["json"] };
  // Only escapes can bring such characters in: the text itself has been cleaned.
  if (!/\\u(?:d[89a-f]|0000)/i.test(text)) return { value, repairs };
  const clean = wellFormed(value);
  return clean === value
    ? { value, repairs }
    : { value: clean, repairs: [...repairs, "replaced-characters"] };
}

function parseOnce(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Replaces NaN and the infinities outside of strings. */
function withoutNotANumber(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (part) =>
    part.startsWith('"') ? part : "null",
  );
}

/** Whether there are enough brackets to nest that deep at all; nearly no cell has. */
function manyOpenings(text: string): boolean {
  let left = deepest;
  for (const bracket of ["{", "["]) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      left -= 1;
      if (left <= 0) return true;
    }
  }
  return false;
}

function tooDeep(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const key in value) {
    // The loop's keys are the object's own; JSON.parse makes nothing else.
    if (tooDeep((value as Record<string, unknown>)[key], levels - 1)) return true;
  }
  return false;
}

/** The same value if nothing had to change. */
function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) {
    const items = value.map(wellFormed);
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const clean = entries.map(([key, item]) => [cleanText(key), wellFormed(item)] as const);
  const changed = clean.some(([key, item], at) => key !== entries[at]?.[0] || item !== entries[at]?.[1]);
  return changed ? Object.fromEntries(clean) : value;
}

function cleanText(text: string): string {
  if (text.isWellFormed() && !text.includes("\0")) return text;
  return text.replaceAll("\0", "\uFFFD").toWellFormed();
}
