import type { taskTypes } from "#domain/task/task.ts";

const spellings: Readonly<Record<(typeof taskTypes)[number], string>> = {
  work: "Work",
  "self-care": "Self care",
  play: "Play",
  sleep: "Sleep",
};

/** Ours for the predecessor's spelling, whatever its case; a type of the person's own stays as it is. Source: domain 1.1. */
export function taskTypeOf(spelling: string | null): string | null {
  if (spelling === null) return null;
  const plain = spelling
    .trim()
    .toLowerCase()
    .replace(/[\s_-]/g, "");
  for (const [type, known] of Object.entries(spellings)) {
    if (plain === known.toLowerCase().replace(" ", "")) return type;
  }
  return spelling;
}

/** The predecessor's spelling of ours; empty where none was chosen. */
export function taskTypeSpelling(type: string | null): string {
  if (type === null) return "";
  const known: Readonly<Record<string, string>> = spellings;
  return Object.hasOwn(known, type) ? (known[type] ?? type) : type;
}
