import {
  type DestinationStream,
  destination as openDestination,
  type LogFn,
  type Logger,
  pino,
  stdTimeFunctions,
} from "pino";
import type { Config } from "#config/config.ts";
import type { Redactor } from "#config/redact.ts";
import { logError } from "./log-error.ts";
import { openLogFile } from "./log-file.ts";

export type { Logger };

/** All that is known of a request in the log: nothing a person wrote, and no address they came from. */
export interface RequestLine {
  readonly method: string;
  /** The route's pattern, like /api/v1/tasks/:id, never the address itself. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly requestId: string;
  readonly accountId?: string;
}

/**
 * The process's logger: one JSON object per line, also into the file that LOG_FILE names. Every finished line passes the redactor, whatever way its content came in,
 * and fields that hold what people send are left out.
 */
export function createLogger(
  config: Pick<Config, "logLevel"> & Partial<Pick<Config, "logFile">>,
  redactor: Redactor,
  destination: DestinationStream = openDestination({ fd: 1, sync: true }),
): Logger {
  const options = {
    level: config.logLevel,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    hooks: { logMethod: withoutErrorMessage },
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: logError, error: logError, req: logRequest, res: logResponse },
  };
  const file = typeof config.logFile === "string" ? openLogFile(config.logFile) : null;
  const write = (line: string) => {
    const redacted = redactLine(line, redactor);
    destination.write(redacted);
    file?.write(redacted);
  };
  return pino(options, { write });
}

/** Writes the one line a finished request gets. Failures of the server stand out as errors. */
export function logRequestLine(logger: Logger, line: RequestLine): void {
  const level = line.status >= 500 ? "error" : "info";
  const { method, route, status, requestId, accountId } = line;
  const milliseconds = Math.round(line.milliseconds * 10) / 10;
  logger[level]({ method, route, status, milliseconds, requestId, accountId }, "request");
}

/** pino and Fastify repeat an error's message, which may quote what somebody wrote, as the line's own text. */
function withoutErrorMessage(this: Logger, given: Parameters<LogFn>, method: LogFn): void {
  const [first, second, ...rest]: readonly unknown[] = given;
  const fields = first instanceof Error ? { err: first } : first;
  const error = field(fields, "err") ?? field(fields, "error");
  if (!(error instanceof Error)) {
    method.apply(this, given);
    return;
  }
  const repeats = typeof second === "string" && error.message !== "" && second.includes(error.message);
  method.call(this, fields, typeof second === "string" && !repeats ? second : "failed", ...rest);
}

function redactLine(line: string, redactor: Redactor): string {
  let content: unknown;
  try {
    content = JSON.parse(line, leaveOut);
  } catch {
    return `${redactor.text(line.trimEnd())}\n`;
  }
  return `${JSON.stringify(redactor.value(content))}\n`;
}

/** What people send or are called. Nobody should log it; if somebody does, the log still does not hold it. */
const personal: ReadonlySet<string> = new Set(
  [
    "body",
    "rawBody",
    "payload",
    "query",
    "params",
    "parameters",
    "headers",
    "rawHeaders",
    "url",
    "originalUrl",
  ].concat([
    "username",
    "displayName",
    "userName",
    "email",
    "ip",
    "remoteAddress",
    "note",
    "notes",
    "text",
    "detail",
    "details",
  ]),
);

function leaveOut(name: string, value: unknown): unknown {
  return personal.has(name) ? "[LEFT OUT]" : value;
}

function logRequest(request: unknown): Record<string, unknown> {
  const route = field(field(request, "routeOptions"), "url");
  return {
    id: short(request, "id"),
    method: short(request, "method"),
    route: typeof route === "string" ? route : undefined,
  };
}

function logResponse(response: unknown): Record<string, unknown> {
  const status = field(response, "statusCode");
  return { status: typeof status === "number" ? status : undefined };
}

function short(holder: unknown, name: string): string | undefined {
  const value = field(holder, name);
  return typeof value === "string" && value.length <= 100 ? value : undefined;
}

function field(holder: unknown, name: string): unknown {
  return typeof holder === "object" && holder !== null ? Reflect.get(holder, name) : undefined;
}
