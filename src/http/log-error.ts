import { AppError } from "#contract/app-error.ts";

/** What a log may say about an error. Never the message's quoted parts: those are where values and words stand. */
export interface LoggedError {
  readonly type: string;
  readonly message?: string;
  readonly frames?: readonly string[];
  readonly cause?: LoggedError;
  readonly errors?: readonly LoggedError[];
  readonly [field: string]: unknown;
}

/** Fields that drivers and Node set and that name things of ours: tables and calls, never values. */
const safeFields = [
  "code",
  "severity",
  "schema",
  "table",
  "column",
  "constraint",
  "routine",
  "errno",
  "syscall",
];

/** Turns anything thrown into what may be logged. */
export function logError(thrown: unknown, depth = 0): LoggedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const fields = safeFields.map((name) => [name, Reflect.get(thrown, name)] as const).filter(isShort);
  return {
    type: thrown.name,
    ...Object.fromEntries(fields),
    message: messageOf(thrown),
    frames: framesOf(thrown),
    ...(depth < 5 && thrown.cause !== undefined ? { cause: logError(thrown.cause, depth + 1) } : {}),
    ...(depth < 5 && thrown instanceof AggregateError
      ? { errors: thrown.errors.slice(0, 10).map((one) => logError(one, depth + 1)) }
      : {}),
  };
}

function isShort([, value]: readonly [string, unknown]): boolean {
  return typeof value === "number" || (typeof value === "string" && value.length <= 80);
}

function messageOf(error: Error): string {
  // These two are written here, for the host; an AppError's message is its code.
  if (error instanceof AppError || error.name === "ConfigError") return error.message;
  return withoutQuotes(error.message.split("\n", 1)[0] ?? "");
}

/** From the first quote to the last one of its kind, because a quoted word may hold quotes itself. */
function withoutQuotes(message: string): string {
  return message
    .replace(/".*"/u, '"…"')
    .replace(/(?<![A-Za-z])'.*'/u, "'…'")
    .replace(/`.*`/u, "`…`")
    .replace(/[“„«].*[”“»]/u, "“…”")
    .replace(/\(.*\)=\(.*\)/u, "(…)=(…)")
    .slice(0, 300);
}

/** Where it happened, without the message, which the stack repeats. */
function framesOf(error: Error): string[] {
  const stack = (error.stack ?? "").replace(error.message, "");
  const frames = stack.split("\n").filter((line) => /^\s+at .*(:\d+:\d+|<anonymous>|native)\)?$/u.test(line));
  return frames.slice(0, 20).map((line) => line.trim());
}
