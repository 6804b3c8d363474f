import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { AppError } from "#contract/app-error.ts";
import { type ErrorCode, errorCodes } from "#contract/error-codes.ts";
import type { Problem } from "#contract/problem.ts";
import { errorStatus } from "./error-status.ts";

/** What to wait before trying again, in seconds, when nothing better is known. */
const shortWhile = 2;

/** Answers any error as application/problem+json; what is nobody's business goes to the log only. */
export function answerError(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  appErrorOf: (error: unknown) => AppError | undefined,
): Promise<void> {
  const error = asAppError(thrown, appErrorOf);
  if (errorCodes[error.code].reportable) request.log.error({ err: error.cause ?? error }, error.code);
  const problem = problemOf(error, request.id);
  void reply.code(problem.status).header("cache-control", "no-store");
  if (problem.retryAfterSeconds !== undefined) void reply.header("retry-after", problem.retryAfterSeconds);
  // As bytes, because Fastify adds a charset to text, which this media type does not have.
  void reply.type("application/problem+json").send(Buffer.from(JSON.stringify(problem)));
  return Promise.resolve();
}

/** An error in the form people and programs read. Only details named here leave the server. */
export function problemOf(error: AppError, requestId: string): Problem {
  const { code, details = {} } = error;
  const status = errorStatus[code];
  const { fields, suggestions } = details;
  const wait = typeof details["retryAfterSeconds"] === "number" ? details["retryAfterSeconds"] : undefined;
  const retryAfterSeconds = wait ?? (status === 503 ? shortWhile : undefined);
  return {
    type: `/docs#${code}`,
    title: titleOf(code),
    status,
    code,
    detail: error.sentence,
    requestId,
    ...(isRecord(fields) ? { fields: { ...fields } } : {}),
    ...(isList(suggestions) ? { suggestions: [...suggestions] } : {}),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

export function titleOf(code: ErrorCode): string {
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll("-", " ");
}

function asAppError(thrown: unknown, appErrorOf: (error: unknown) => AppError | undefined): AppError {
  if (thrown instanceof AppError) return thrown;
  const known = appErrorOf(thrown);
  if (known) return known;
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const fields = thrown.validation.map(({ instancePath, message = "" }) => [
      instancePath.slice(1).replaceAll("/", ".") || "body",
      message,
    ]);
    return new AppError("invalid-request", { fields: Object.fromEntries(fields) });
  }
  return new AppError(codeOfFastify(thrown), undefined, { cause: thrown });
}

/** Fastify and its plugins give their refusals a status. */
function codeOfFastify(thrown: unknown): ErrorCode {
  if (!(thrown instanceof Error)) return "internal";
  // Fastify adds these fields to the errors it makes; on any other error they are absent.
  const { statusCode, code } = thrown as Partial<FastifyError>;
  if (code === "FST_REQ_FILE_TOO_LARGE") return "import-too-large";
  if (statusCode === 413) return "body-too-large";
  if (statusCode === 404) return "not-found";
  if (statusCode === 429) return "rate-limited";
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? "invalid-request" : "internal";
}

function isRecord(detail: unknown): detail is Readonly<Record<string, string>> {
  return typeof detail === "object" && detail !== null && !Array.isArray(detail);
}

function isList(detail: unknown): detail is readonly string[] {
  return Array.isArray(detail);
}
