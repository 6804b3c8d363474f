import { looksEscaped, unescapeOnce } from "./escaped-text.ts";
import { booleanOf, numberOf } from "./cells.ts";
import { parseJson } from "./json-cell.ts";
import type { SourceEmotionValues, SourceObject } from "./source-rows.ts";
import { isNullText } from "./table-reader.ts";

/** Reads single values out of a JSON object whose numbers may be texts and whose texts may be missing. */
export function numberAt(object: SourceObject | null, ...keys: readonly string[]): number | null {
  if (object === null) return null;
  for (const key of keys) {
    const value = toNumber(object[key]);
    if (value !== null) return value;
  }
  return null;
}

export function toNumber(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  return typeof value === "string" && !isNullText(value) ? numberOf(value) : null;
}

export function booleanAt(object: SourceObject | null, key: string): boolean | null {
  const value = object?.[key];
  if (typeof value === "boolean") return value;
  return typeof value === "string" || typeof value === "number" ? booleanOf(String(value)) : null;
}

/** A text, unescaped once if it can have been escaped at all: only some versions escaped what they put into JSON. */
export function textAt(object: SourceObject | null, ...keys: readonly string[]): string | null {
  if (object === null) return null;
  for (const key of keys) {
    const value = object[key];
    if (typeof value === "string" && value !== "") return looksEscaped(value) ? unescapeOnce(value) : value;
    if (typeof value === "number" && Number.isFinite(value)) return String(value);
  }
  return null;
}

export function asObject(value: unknown): SourceObject | null {
  // A parsed JSON value that is neither an array nor a primitive is an object with text keys.
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as SourceObject)
    : null;
}

/** `emotion_values` (itself perhaps JSON in a text) and the names in `emotions` that have no value. */
export function emotionsOf(object: SourceObject | null): SourceEmotionValues {
  const values = new Map<string, number>();
  if (object === null) return { values, bareNames: [] };
  const bareNames: string[] = [];
  for (const [name, value] of Object.entries(asObject(maybeJson(object.emotion_values)) ?? {})) {
    const number = toNumber(value);
    if (number === null) bareNames.push(name);
    else values.set(name, number);
  }
  for (const name of namesOf(object.emotions)) {
    if (!values.has(name) && !bareNames.includes(name)) bareNames.push(name);
  }
  return { values, bareNames };
}

function namesOf(given: unknown): string[] {
  const value = maybeJson(given);
  const items: unknown[] = Array.isArray(value) ? value : typeof value === "string" ? value.split(",") : [];
  return items
    .filter((item) => typeof item === "string")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function maybeJson(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{"]/.test(value)) return value;
  return parseJson(value).value ?? value;
}
