import type { z } from "zod";
import { AppError } from "#contract/app-error.ts";

/** Reads input by its schema. Throws invalid-request with one sentence per wrong field. */
export function parseInput<S extends z.ZodType>(schema: S | undefined, value: unknown): z.output<S> {
  // A route without this schema declares no such input and never looks at it.
  if (schema === undefined) return undefined as z.output<S>;
  const result = schema.safeParse(value, { error: plainSentence });
  if (result.success) return result.data;
  throw new AppError("invalid-request", { fields: fieldsOf(result.error.issues) });
}

/** The first sentence for every wrong field, by its path, like `forecast.aversion`. */
export function fieldsOf(issues: readonly z.core.$ZodIssue[]): Record<string, string> {
  const fields = new Map<string, string>();
  for (const issue of issues) {
    const path = issue.path.map(String).join(".") || "body";
    if (!fields.has(path)) fields.set(path, issue.message);
  }
  return Object.fromEntries(fields);
}

/** For wrong input that the contract gives no sentence of its own. Never repeats what was sent. */
function plainSentence(issue: z.core.$ZodRawIssue): string {
  const name = issue.path?.length ? `"${issue.path.map(String).join(".")}"` : "This";
  if (issue.input === undefined) return `${name} is missing.`;
  switch (issue.code) {
    case "invalid_type":
      return `${name} needs to be ${withArticle(issue.expected)}.`;
    case "too_small":
      return `${name} needs to be at least ${issue.minimum}${unit(issue.origin)}.`;
    case "too_big":
      return `${name} needs to be at most ${issue.maximum}${unit(issue.origin)}.`;
    case "invalid_value":
      return `${name} needs to be ${issue.values.map(String).join(" or ")}.`;
    case "unrecognized_keys":
      return `${name} holds fields that are not known here.`;
    default:
      return `${name} cannot be read as it is.`;
  }
}

function withArticle(type: string): string {
  return /^[aeiou]/u.test(type) ? `an ${type}` : `a ${type}`;
}

function unit(origin: string): string {
  if (origin === "string") return " characters long";
  return origin === "array" ? " entries long" : "";
}
