import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRedactor } from "./redact.ts";

// Secrets people really set: any printable signs, some of them special to URLs, JSON, HTML and regular expressions.
const secret = fc
  .string({ unit: "grapheme-ascii", minLength: 10, maxLength: 60 })
  .filter((text) => text.trim() === text && new Set(text).size > 5);
const words = fc.constantFrom("connecting", "the server said", "42", "ünïcode ✓", "");

function output(value: unknown): string {
  return JSON.stringify(value) ?? "";
}

/** Everything a reader could find: the text, and what the JSON of it would decode to. */
function holds(written: string, hidden: string): boolean {
  const escaped = JSON.stringify(hidden).slice(1, -1);
  return [hidden, escaped, encodeURIComponent(hidden), Buffer.from(hidden).toString("base64")].some((form) =>
    written.includes(form),
  );
}

type Place = (secret: string) => unknown;
const places: Record<string, Place> = {
  "a plain sentence": (s) => `before ${s} after`,
  "a nested object": (s) => ({ a: [{ b: { c: s } }, 1, null] }),
  "a key of an object": (s) => ({ [s]: 1 }),
  "a map and a set": (s) => ({ map: new Map([["a", new Set([s])]]), keyed: new Map([[s, 1]]) }),
  "a URL password": (s) => `postgres://tas:${encodeURIComponent(s)}@db:5432/tas failed`,
  "a URL object": (s) => {
    const url = new URL("https://tas@example.org/x");
    url.password = s;
    url.searchParams.set("token", s);
    return { url };
  },
  "a query string": (s) => `/api/v1/x?page=2&q=${encodeURIComponent(s)}&${new URLSearchParams({ other: s })}`,
  "search parameters": (s) => new URLSearchParams({ other: s }),
  "an error's message and stack": (s) => new Error(`could not use ${s}`),
  "an error's cause": (s) => new Error("outer", { cause: new TypeError(s) }),
  "an error's own fields": (s) => Object.assign(new Error("x"), { connection: { options: [s] } }),
  "several errors at once": (s) => new AggregateError([new Error(s)], "several"),
  headers: (s) => ({ headers: { "x-forwarded": s, authorization: `Bearer ${s}`, cookie: `tas=${s}` } }),
  "raw headers": (s) => ["Host", "x", "Cookie", `a="${s}"`],
  "JSON inside a string": (s) => `body was ${JSON.stringify({ a: s })}`,
  "JSON inside JSON": (s) => JSON.stringify({ a: JSON.stringify({ b: s }) }),
  "what inspect prints": (s) => inspect({ deep: { value: s } }),
  "base64 of a pair": (s) => `sent ${Buffer.from(`tas:${s}`).toString("base64")}`,
  "base64 for URLs": (s) => Buffer.from(`x${s}`).toString("base64url"),
  bytes: (s) => ({
    raw: Buffer.from(s),
    view: new TextEncoder().encode(s),
    hex: Buffer.from(s).toString("hex"),
  }),
  "something that writes itself": (s) => ({ toJSON: () => ({ s }) }),
};

describe("a known secret never comes out", () => {
  for (const [name, place] of Object.entries(places)) {
    test(`of ${name}`, () => {
      fc.assert(
        fc.property(secret, words, (hidden, word) => {
          const redactor = createRedactor([hidden]);
          const value = place(hidden);
          expect(holds(output(redactor.value({ word, value })), hidden)).toBe(false);
          const text = typeof value === "string" ? value : inspect(value, { depth: 9 });
          expect(holds(redactor.text(text), hidden)).toBe(false);
        }),
      );
    });
  }

  test("even when it is a number", () => {
    const { value } = createRedactor(["1234567890"]);
    expect(output(value({ a: 1_234_567_890, b: 1_234_567_890n }))).toBe(
      '{"a":"[REDACTED]","b":"[REDACTED]"}',
    );
  });

  test("when one secret is part of another", () => {
    const { text } = createRedactor(["abcdefgh", "abcdefgh-and-more"]);
    expect(text("x abcdefgh-and-more y")).toBe("x [REDACTED] y");
  });

  test("while a short one leaves ordinary words readable", () => {
    const { text } = createRedactor(["tas"]);
    expect(text("task tas")).toBe("task [REDACTED]");
  });
});

describe("an unknown secret is known by its shape", () => {
  const token = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => Buffer.from(bytes).toString("base64url"));
  const hex = fc
    .uint8Array({ minLength: 8, maxLength: 16 })
    .map((bytes) => `x${Buffer.from(bytes).toString("hex")}`);
  const shapes: Record<string, Place> = {
    "password in a URL": (s) => `redis://:${s}@cache:6379/0`,
    "password in a raw URL with odd signs": (s) => `postgres://u:a/${s}@b@h/db`,
    "authorization header": (s) => `GET / HTTP/1.1\r\nAuthorization: Basic ${s}\r\nHost: x`,
    "cookie header": (s) => `cookie: theme=dark; tas="${s}"; x=1`,
    "set-cookie header": (s) => ({ headers: { "set-cookie": [`tas=${s}; HttpOnly`] } }),
    "bearer token": (s) => `sent bearer ${s}, refused`,
    "query value": (s) => `/x?a=1&access_token=${s}&secret=${s}#key=${s}`,
    "encoded query value": (s) => encodeURIComponent(`/x?a=1&key=${s}&password=${s}`),
    "JSON key": (s) => JSON.stringify({ newPassword: s, apiKey: s, a: { clientSecret: s } }),
    "JSON in JSON": (s) => JSON.stringify({ a: JSON.stringify({ password: `q"${s}` }) }),
    "field of an object": (s) => ({ deep: [{ newPassword: s, SECRET_KEY: [s], sessionToken: { s } }] }),
    "field of an error": (s) => Object.assign(new Error("x"), { password: s }),
    setting: (s) => `METRICS_TOKEN=${s} PORT=1`,
  };
  for (const [name, place] of Object.entries(shapes)) {
    test(`as a ${name}`, () => {
      fc.assert(
        fc.property(fc.oneof(token, hex), (hidden) => {
          const redactor = createRedactor([]);
          expect(output(redactor.value(place(hidden)))).not.toContain(hidden);
        }),
      );
    });
  }

  test("session tokens wherever they stand", () => {
    fc.assert(
      fc.property(token, (hidden) => {
        expect(createRedactor([]).text(`session ${hidden} ended`)).toBe("session [REDACTED] ended");
      }),
    );
  });

  test("and what is no secret stays readable", () => {
    const { text, value } = createRedactor(["a-secret-of-the-host"]);
    const line = "at open (file:///app/dist/secret-key.ts:12:5) request 0193479e-0000-7000-8000-000000000000";
    expect(text(line)).toBe(line);
    expect(text("http://localhost:8080/api/v1/tasks?limit=20")).toBe(
      "http://localhost:8080/api/v1/tasks?limit=20",
    );
    expect(value({ status: 200, list: [1, "two"], at: new Date(0) })).toEqual({
      status: 200,
      list: [1, "two"],
      at: "1970-01-01T00:00:00.000Z",
    });
  });
});

describe("redaction never throws", () => {
  test("whatever it is given, and always gives something JSON can write", () => {
    fc.assert(
      fc.property(
        fc.anything({
          withMap: true,
          withSet: true,
          withBigInt: true,
          withDate: true,
          withNullPrototype: true,
          withTypedArray: true,
          withSparseArray: true,
          withBoxedValues: true,
        }),
        fc.array(fc.string()),
        (thing, secrets) => {
          expect(() => JSON.stringify(createRedactor(secrets).value(thing))).not.toThrow();
        },
      ),
    );
  });

  test("on cycles, hostile getters and proxies", () => {
    const cycle: Record<string, unknown> = { name: "x" };
    cycle.self = cycle;
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("no");
        },
        getPrototypeOf: () => {
          throw new Error("no");
        },
      },
    );
    const getter = {
      get bad(): string {
        throw new Error("no");
      },
    };
    expect(createRedactor([]).value({ cycle, hostile, getter })).toEqual({
      cycle: { name: "x", self: "[circular]" },
      hostile: "[unreadable]",
      getter: { bad: "[unreadable]" },
    });
  });

  test("on text of any kind, twice as once", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const redactor = createRedactor(["hunter2-hunter2"]);
        const once = redactor.text(text);
        expect(redactor.text(once)).toBe(once);
      }),
    );
  });

  test("nor takes long on long hostile text", () => {
    const { text } = createRedactor(["hunter2-hunter2"]);
    const long = ["a", "://a:", "password", "key=", '\\"', "%3D", "a.b-", "Cookie:"].map((part) =>
      part.repeat(20_000),
    );
    const started = performance.now();
    for (const one of long) text(one);
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});
