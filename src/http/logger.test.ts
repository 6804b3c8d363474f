import { fastify } from "fastify";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "#contract/app-error.ts";
import { createRedactor } from "#config/redact.ts";
import { createLogger, logRequestLine } from "./logger.ts";

const secretKey = 'k3y/with+odd"signs&and=more%20-0123456789';
const words = "my divorce";

function capture(secrets: readonly string[] = [secretKey]) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ logLevel: "trace" }, createRedactor(secrets), destination);
  return { logger, lines, text: () => lines.join("") };
}

function hasSecret(text: string): boolean {
  const forms = [secretKey, JSON.stringify(secretKey).slice(1, -1), encodeURIComponent(secretKey)];
  return forms.some((form) => text.includes(form));
}

describe("a secret planted anywhere never reaches a log line", () => {
  test("in messages, fields, child loggers, errors and headers", () => {
    const { logger, lines, text } = capture();
    logger.info(`starting with ${secretKey}`);
    logger.info({ deep: [{ a: { b: secretKey } }] }, "with %s", secretKey);
    logger.child({ where: secretKey, token: "abc" }).warn("child");
    logger.error(new Error(`connect ${secretKey}`, { cause: new Error(secretKey) }));
    logger.error({ err: Object.assign(new Error("x"), { code: secretKey }) }, "failed");
    logger.fatal({
      config: { url: `postgres://u:${encodeURIComponent(secretKey)}@h/d` },
      bytes: Buffer.from(secretKey),
    });
    logger.info({ authorization: `Bearer ${secretKey}`, [secretKey]: 1 });
    expect(lines).toHaveLength(7);
    expect(hasSecret(text())).toBe(false);
    expect(text()).toContain("[REDACTED]");
    expect(lines.every((line) => typeof JSON.parse(line) === "object")).toBe(true);
  });

  test("for any secret", () => {
    const anySecret = fc.string({ unit: "grapheme-ascii", minLength: 12, maxLength: 50 });
    fc.assert(
      fc.property(
        anySecret.filter((one) => new Set(one).size > 6),
        (hidden) => {
          const { logger, text } = capture([hidden]);
          logger.error({ err: new Error(`bad ${hidden}`), a: { hidden } }, `failed ${hidden}`);
          expect(text()).not.toContain(JSON.stringify(hidden).slice(1, -1));
        },
      ),
    );
  });
});

describe("what people write or feel never reaches a log line", () => {
  test("through a request's address, headers or body", async () => {
    const { logger, text } = capture();
    const app = fastify({ loggerInstance: logger });
    app.post("/tasks/:id", (request) => {
      request.log.info({ req: request, body: request.body, query: request.query }, "seen");
      throw new Error(`no such column "${words}"`);
    });
    const url = `/tasks/${encodeURIComponent(words)}?q=${encodeURIComponent(words)}`;
    await app.inject({ method: "POST", url, payload: { name: words }, headers: { "x-note": words } });
    await app.close();
    expect(text()).toContain("/tasks/:id");
    expect(text()).toContain('"status":500');
    expect(text()).not.toMatch(/divorce/u);
  });

  test("through errors of the database, of JSON or of the app", () => {
    const { logger, lines, text } = capture();
    const fields = {
      detail: `Key (username)=(${words}) already exists.`,
      table: "user_account",
      code: "23505",
    };
    logger.error({ err: Object.assign(new Error('duplicate key violates "user_account_name"'), fields) });
    logger.error({ err: jsonError(`"${words} "x" ${words}`) });
    logger.error({ err: new AppError("username-taken", { suggestions: [words] }) });
    logger.error({ err: new Error(`first line\n    ${words}\n    at x`) });
    logger.error({ err: words });
    logger.error(new Error(`"${words}"`), "saving did not work");
    expect(lines).toHaveLength(6);
    expect(text()).toContain("saving did not work");
    expect(text()).toContain('"table":"user_account"');
    expect(text()).toContain("username-taken");
    expect(text()).not.toMatch(/divorce/u);
  });
});

test("an error's line still says where it happened", () => {
  const { logger, text } = capture();
  logger.error({ err: new TypeError("x is not a function", { cause: new RangeError("too far") }) });
  expect(text()).toContain("x is not a function");
  expect(text()).toContain("logger.test.ts:");
  expect(text()).toContain("too far");
});

test("a finished request is one line with its route, status, duration and account", () => {
  const { logger, lines } = capture();
  const line = { method: "GET", route: "/api/v1/tasks/:id", status: 200, requestId: "r1", accountId: "a1" };
  logRequestLine(logger, { ...line, milliseconds: 1.2345 });
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    ...line,
    level: "info",
    milliseconds: 1.2,
    msg: "request",
  });
});

test("the log level of the configuration is obeyed", () => {
  const lines: string[] = [];
  const logger = createLogger({ logLevel: "warn" }, createRedactor([]), {
    write: (line) => void lines.push(line),
  });
  logger.info("quiet");
  logger.warn("heard");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('"msg":"heard"');
});

function jsonError(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}
