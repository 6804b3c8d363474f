import type { ErrorCode } from "#contract/error-codes.ts";
import type { Problem } from "#contract/problem.ts";

/** Codes of the server, and two that only the browser can know. */
export type ProblemCode = ErrorCode | "unreachable" | "unreadable-answer";

interface ProblemWords {
  code: string;
  status: number;
  sentence: string;
  fields?: Record<string, string>;
  suggestions?: string[];
  retryAfterSeconds?: number;
}

/** A request that did not succeed, with the sentence to show. `status` is 0 when no answer came. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly code: string;
  readonly status: number;
  readonly sentence: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly suggestions: readonly string[];
  readonly retryAfterSeconds: number | undefined;

  constructor(words: ProblemWords) {
    super(words.code);
    this.code = words.code;
    this.status = words.status;
    this.sentence = words.sentence;
    this.fields = words.fields ?? {};
    this.suggestions = words.suggestions ?? [];
    this.retryAfterSeconds = words.retryAfterSeconds;
  }

  is(code: ProblemCode): boolean {
    return this.code === code;
  }

  /** True when the same request may well succeed later: no answer, too many requests, or a server in trouble. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const unreadable = "The server gave an answer that cannot be read. Your entry is kept here; try again.";

/** Reads an answer that was not a success. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const { status } = response;
  const retryAfter = Number(response.headers.get("retry-after"));
  const retryAfterSeconds = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined;
  const body: unknown = await response.json().catch(() => null);
  if (!isProblem(body)) {
    return new ApiProblem({ code: "unreadable-answer", status, sentence: unreadable, retryAfterSeconds });
  }
  return new ApiProblem({
    code: body.code,
    status,
    sentence: body.detail,
    fields: body.fields,
    suggestions: body.suggestions,
    retryAfterSeconds: body.retryAfterSeconds ?? retryAfterSeconds,
  });
}

export function unreachable(): ApiProblem {
  const sentence = "The server cannot be reached just now. Nothing is lost; try again in a moment.";
  return new ApiProblem({ code: "unreachable", status: 0, sentence });
}

/** The sentence for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof ApiProblem
    ? error.sentence
    : "Something went wrong here. Reload the page and try again.";
}

/** Why a write waits though the server is there: the data is on its way to another place. Null for anything else. */
export function heldSentence(error: unknown): string | null {
  const held = error instanceof ApiProblem && (error.is("writes-held") || error.is("data-moved"));
  return held ? error.sentence : null;
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === "object" &&
    body !== null &&
    "code" in body &&
    typeof body.code === "string" &&
    "detail" in body &&
    typeof body.detail === "string"
  );
}
