import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Config, loadConfig } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { describeConfig } from "./describe-config.ts";
import type { RawEnvironment } from "./env.ts";
import { readEnv } from "./env.ts";
import { secretsOf } from "./redact.ts";
import type { VariableName } from "./variables.ts";

const home = "/srv/tasks";
const key = "0123456789abcdef0123456789abcdef";

/** The documented default of every variable, and another value with what it should turn into. */
const cases: Record<VariableName, { given: string; expected: Partial<Config> }> = {
  DATABASE_URL: {
    given: "sqlite:/var/lib/tas/mine.db",
    expected: {
      database: { engine: "sqlite", path: "/var/lib/tas/mine.db", label: "sqlite:/var/lib/tas/mine.db" },
      dataFolder: "/var/lib/tas",
    },
  },
  SECRET_KEY: { given: key, expected: { secretKey: key } },
  ENVIRONMENT: { given: "development", expected: { environment: "development" } },
  HOST: { given: "0.0.0.0", expected: { host: "0.0.0.0" } },
  PORT: { given: "9000", expected: { port: 9000 } },
  PUBLIC_URL: {
    given: "https://example.org/tasks/",
    expected: {
      publicUrl: {
        href: "https://example.org/tasks",
        origin: "https://example.org",
        path: "/tasks",
        derived: false,
      },
    },
  },
  TRUSTED_PROXIES: { given: "10.0.0.0/8, ::1", expected: { trustedProxies: ["10.0.0.0/8", "::1/128"] } },
  REGISTRATION: { given: "invite", expected: { registration: "invite" } },
  MAX_USERS: { given: "50", expected: { maxUsers: 50 } },
  AUTH_MODE: { given: "username", expected: { authMode: "username" } },
  LOG_LEVEL: { given: "debug", expected: { logLevel: "debug" } },
  METRICS_TOKEN: { given: "collector-0123456789", expected: { metricsToken: "collector-0123456789" } },
};

const defaults: Config = {
  environment: "development",
  database: { engine: "sqlite", path: "./data/task_aversion.db", label: "sqlite:./data/task_aversion.db" },
  dataFolder: resolve(home, "data"),
  secretKey: null,
  host: "127.0.0.1",
  port: 8080,
  publicUrl: { href: "http://localhost:8080", origin: "http://localhost:8080", path: "", derived: true },
  trustedProxies: [],
  registration: "open",
  maxUsers: null,
  authMode: "password",
  logLevel: "info",
  metricsToken: null,
  notices: [],
};

// Object.keys loses the key type; the record names every variable, so this is exact.
const names = Object.keys(cases) as VariableName[];

function sentenceFor(raw: RawEnvironment): string {
  try {
    loadConfig(raw, home);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("a missing setting has its documented default", () => {
  test("with any of them missing or empty", () => {
    fc.assert(
      fc.property(fc.subarray(names), fc.constantFrom(undefined, "", "  "), (given, missing) => {
        const environment: Record<string, string | undefined> = {};
        for (const name of names) environment[name] = given.includes(name) ? cases[name].given : missing;
        const port = given.includes("PORT") ? 9000 : 8080;
        const origin = `http://localhost:${port}`;
        const publicUrl = { href: origin, origin, path: "", derived: true };
        const expected = given.reduce<Config>((all, name) => ({ ...all, ...cases[name].expected }), {
          ...defaults,
          publicUrl,
        });
        expect(loadConfig(readEnv(environment, null), home)).toEqual(expected);
      }),
    );
  });
});

describe("production", () => {
  const postgres = "postgresql://tas:p%40ss@db:5432/tas";

  test("demands a database and a secret key", () => {
    expect(sentenceFor({ ENVIRONMENT: "production", SECRET_KEY: key })).toMatch(/^DATABASE_URL is missing/u);
    expect(sentenceFor({ ENVIRONMENT: "production", DATABASE_URL: postgres })).toMatch(
      /^SECRET_KEY is missing/u,
    );
  });

  test("says plainly what SQLite limits, and nothing with PostgreSQL", () => {
    const given = { ENVIRONMENT: "production", SECRET_KEY: key };
    expect(loadConfig({ ...given, DATABASE_URL: "sqlite:x.db" }, home).notices).toHaveLength(1);
    expect(loadConfig({ ...given, DATABASE_URL: postgres }, home).notices).toEqual([]);
  });
});

describe("a wrong setting stops with one sentence", () => {
  const wrong: [VariableName, string, RegExp][] = [
    ["DATABASE_URL", "mysql://root:hunter2hunter2@h/d", /sqlite:PATH.*postgres:\/\//u],
    ["DATABASE_URL", "sqlite:///data/x.db", /sqlite:\/data\/x\.db for the absolute.*sqlite:data\/x\.db for/u],
    ["DATABASE_URL", "sqlite://x.db", /sqlite:\/x\.db for the absolute.*sqlite:x\.db for/u],
    ["DATABASE_URL", "sqlite::memory:", /forget everything/u],
    ["DATABASE_URL", "sqlite:", /names no database file/u],
    ["DATABASE_URL", "sqlite:data/", /names no database file/u],
    ["DATABASE_URL", "postgres://u:hunter2hunter2@h", /names no database/u],
    ["DATABASE_URL", "postgres://u:hunter2/hunter2@h/d", /%2F/u],
    ["DATABASE_URL", "postgres://u:hunter2%hunter2@h/d", /%25/u],
    ["SECRET_KEY", "hunter2hunter2", /shorter than 32/u],
    ["ENVIRONMENT", "prod", /development or production/u],
    ["HOST", "http://localhost", /without a port/u],
    ["HOST", "127.0.0.1.5", /not an address/u],
    ["PORT", "80a", /from 0 to 65535/u],
    ["PORT", "65536", /from 0 to 65535/u],
    ["PUBLIC_URL", "tasks.example.org", /https:\/\//u],
    ["PUBLIC_URL", "https://u:hunter2hunter2@example.org", /only those/u],
    ["TRUSTED_PROXIES", "10.0.0.0/8,proxy", /"proxy"/u],
    ["TRUSTED_PROXIES", "0.0.0.0/0", /everyone/u],
    ["TRUSTED_PROXIES", "10.0.0.0/33", /not a network/u],
    ["REGISTRATION", "closed!", /open, invite or closed/u],
    ["MAX_USERS", "0", /from 1/u],
    ["AUTH_MODE", "none", /password or username/u],
    ["LOG_LEVEL", "verbose", /trace or silent/u],
    ["METRICS_TOKEN", "hunter2 hunter2 hunter2", /without spaces/u],
  ];

  for (const [name, value, says] of wrong) {
    test(`for ${name}, like ${value}`, () => {
      const text = sentenceFor({ [name]: value });
      expect(text).toMatch(says);
      expect(text.startsWith(name)).toBe(true);
      expect(text).not.toContain("hunter2");
      expect(text).not.toContain("\n");
      expect(text.endsWith(".")).toBe(true);
    });
  }

  test("for anything at all", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string({ unit: "binary" }), (name, value) => {
        const text = sentenceFor({ [name]: value });
        expect(text === "accepted" || text.startsWith(name)).toBe(true);
      }),
    );
  });
});

test("a described configuration holds no secret", () => {
  const word = fc.stringMatching(/^[A-Za-z0-9%@/?#: -]{32,60}$/u);
  fc.assert(
    fc.property(word, fc.stringMatching(/^[A-Za-z0-9+/=]{16,40}$/u), (secret, token) => {
      const url = `postgres://tas:${encodeURIComponent(secret)}@db/tas?sslpassword=${encodeURIComponent(secret)}`;
      const config = loadConfig({ DATABASE_URL: url, SECRET_KEY: secret, METRICS_TOKEN: token }, home);
      const written = JSON.stringify(describeConfig(config));
      for (const hidden of secretsOf(config)) expect(written).not.toContain(hidden);
      expect(secretsOf(config)).toEqual(expect.arrayContaining([secret, token, encodeURIComponent(secret)]));
      expect(written).toContain("postgres://tas@db/tas");
    }),
  );
});
