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

const recipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

interface Case {
  given: string;
  expected?: Partial<Config>;
  backup?: Partial<Config["backup"]>;
  s3?: Partial<Config["backup"]["s3"]>;
  mail?: Partial<NonNullable<Config["mail"]>>;
  /** It is refused unless this one is given too. */
  needs?: VariableName;
}

/** Another value than the default of every variable, with what it should turn into. */
const cases: Record<VariableName, Case> = {
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
  LOG_FILE: { given: "logs/app.log", expected: { logFile: "/srv/tasks/logs/app.log" } },
  METRICS_TOKEN: { given: "collector-0123456789", expected: { metricsToken: "collector-0123456789" } },
  BACKUP_DESTINATIONS: {
    given: "copies, /mnt/disk/b",
    backup: {
      destinations: [
        { kind: "folder", path: "/srv/tasks/copies", label: "/srv/tasks/copies" },
        { kind: "folder", path: "/mnt/disk/b", label: "/mnt/disk/b" },
      ],
    },
  },
  BACKUP_SCHEDULE: { given: "weekly", backup: { schedule: "30 3 * * 0" } },
  BACKUP_KEEP: { given: "3d 2w", backup: { keep: { daily: 3, weekly: 2, monthly: 0 } } },
  BACKUP_CSV: { given: "weekly", backup: { csv: "weekly" } },
  BACKUP_AGE_RECIPIENT: { given: recipient, backup: { ageRecipient: recipient } },
  REPLICATE_TO: {
    given: "/mnt/disk/live",
    expected: { replication: { kind: "folder", path: "/mnt/disk/live", label: "/mnt/disk/live" } },
  },
  S3_ENDPOINT: { given: "http://store:9000/", s3: { endpoint: "http://store:9000" } },
  S3_REGION: { given: "eu-central-1", s3: { region: "eu-central-1" } },
  S3_ACCESS_KEY_ID: { given: "keeper", needs: "S3_SECRET_ACCESS_KEY" },
  S3_SECRET_ACCESS_KEY: {
    given: "s3-needs-no-spaces",
    needs: "S3_ACCESS_KEY_ID",
    s3: { credentials: { accessKeyId: "keeper", secretAccessKey: "s3-needs-no-spaces" } },
  },
  SMTP_URL: {
    given: "smtp://me:open%40sesame@mail:587",
    mail: { url: "smtp://me:open%40sesame@mail:587", label: "smtp://mail:587" },
  },
  MAIL_FROM: { given: "Tasks <tasks@example.org>", mail: { from: "Tasks <tasks@example.org>" } },
  ALERT_EMAIL: { given: "me@example.org", needs: "SMTP_URL", mail: { alertTo: ["me@example.org"] } },
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
  logFile: null,
  metricsToken: null,
  backup: {
    destinations: [{ kind: "folder", path: "/srv/tasks/data/backups", label: "/srv/tasks/data/backups" }],
    s3: { endpoint: null, region: "us-east-1", credentials: null },
    schedule: "30 3 * * *",
    keep: { daily: 7, weekly: 4, monthly: 12 },
    csv: "off",
    ageRecipient: null,
  },
  replication: null,
  mail: null,
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
      fc.property(fc.subarray(names), fc.constantFrom(undefined, "", "  "), (some, missing) => {
        const given = new Set(some.flatMap((name) => [name, cases[name].needs ?? name]));
        const environment: Record<string, string | undefined> = {};
        for (const name of names) environment[name] = given.has(name) ? cases[name].given : missing;
        expect(loadConfig(readEnv(environment, null), home)).toEqual(expectedFor([...given]));
      }),
    );
  });
});

function expectedFor(given: readonly VariableName[]): Config {
  const origin = `http://localhost:${given.includes("PORT") ? 9000 : 8080}`;
  const chosen = given.map((name) => cases[name]);
  const start = { ...defaults, publicUrl: { href: origin, origin, path: "", derived: true } };
  const config = chosen.reduce<Config>((all, { expected }) => ({ ...all, ...expected }), start);
  const backups = `${config.dataFolder}/backups`;
  const backup = chosen.reduce<Config["backup"]>(
    (all, one) => ({ ...all, ...one.backup, s3: { ...all.s3, ...one.s3 } }),
    { ...defaults.backup, destinations: [{ kind: "folder", path: backups, label: backups }] },
  );
  const host = given.includes("PUBLIC_URL") ? "example.org" : "localhost";
  const mail = chosen.reduce<NonNullable<Config["mail"]>>((all, one) => ({ ...all, ...one.mail }), {
    url: "",
    label: "",
    from: `Task Aversion System <task-aversion@${host}>`,
    alertTo: [],
  });
  return { ...config, backup, mail: given.includes("SMTP_URL") ? mail : null };
}

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
    ["BACKUP_DESTINATIONS", "a,,b", /nothing between two commas/u],
    ["BACKUP_DESTINATIONS", "a, ./a", /names \/srv\/tasks\/a twice/u],
    ["BACKUP_DESTINATIONS", "off", /BACKUP_SCHEDULE=off/u],
    ["BACKUP_DESTINATIONS", "~/backups", /whole path/u],
    ["BACKUP_DESTINATIONS", "ftp://me:hunter2hunter2@host/x", /neither a folder nor s3/u],
    ["BACKUP_DESTINATIONS", "s3://key:hunter2hunter2@bucket/x", /S3_SECRET_ACCESS_KEY/u],
    ["BACKUP_DESTINATIONS", "s3:bucket", /s3:\/\/my-backups/u],
    ["BACKUP_DESTINATIONS", "s3://my-bucket/a/../b", /unusual folder/u],
    ["REPLICATE_TO", "a, b", /changes are copied to one/u],
    ["REPLICATE_TO", "off", /leave it out/u],
    ["REPLICATE_TO", "ftp://me:hunter2hunter2@host/x", /REPLICATE_TO holds an address/u],
    ["BACKUP_SCHEDULE", "nightly", /hourly, daily, weekly, off, or five cron fields/u],
    ["BACKUP_SCHEDULE", "0 0 31 2 *", /no time that ever comes/u],
    ["BACKUP_SCHEDULE", "* * * * * *", /five cron fields/u],
    ["BACKUP_KEEP", "7", /7d 4w 12m/u],
    ["BACKUP_KEEP", "7d 8 daily", /7 daily 4 weekly 12 monthly/u],
    ["BACKUP_KEEP", "0d 0w 0m", /how many/u],
    ["BACKUP_KEEP", "-1d", /how many/u],
    ["BACKUP_CSV", "hourly", /off, daily or weekly/u],
    ["BACKUP_AGE_RECIPIENT", "AGE-SECRET-KEY-1HUNTER2hunter2", /starts with age1/u],
    ["BACKUP_AGE_RECIPIENT", recipient.replace("ql3z", "ql3y"), /whole age recipient/u],
    ["S3_ENDPOINT", "store:9000", /https:\/\//u],
    ["S3_ENDPOINT", "https://key:hunter2hunter2@store", /only those/u],
    ["S3_REGION", "Europe West", /us-east-1/u],
    ["S3_ACCESS_KEY_ID", "hunter2", /without S3_SECRET_ACCESS_KEY/u],
    ["S3_SECRET_ACCESS_KEY", "hunter2", /without S3_ACCESS_KEY_ID/u],
    ["SMTP_URL", "mail.example.org:587", /smtp:\/\/user/u],
    ["SMTP_URL", "smtp://me:hunter2/hunter2@host", /%2F/u],
    ["SMTP_URL", "smtp://me:hunter2%hunter2@host", /%25/u],
    ["MAIL_FROM", "Tasks", /tasks@example\.org/u],
    ["MAIL_FROM", "a@b.c\r\nBcc: hunter2@b.c", /not a sender/u],
    ["ALERT_EMAIL", "me", /me@example\.org/u],
    ["ALERT_EMAIL", "me@example.org", /without SMTP_URL/u],
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
      const config = loadConfig(
        {
          DATABASE_URL: url,
          SECRET_KEY: secret,
          METRICS_TOKEN: token,
          SMTP_URL: `smtps://me:${encodeURIComponent(`mail ${secret}`)}@mail`,
          BACKUP_DESTINATIONS: "s3://bucket/tasks",
          S3_ACCESS_KEY_ID: `id${token}`,
          S3_SECRET_ACCESS_KEY: `key${token}`,
        },
        home,
      );
      const written = JSON.stringify(describeConfig(config));
      for (const hidden of secretsOf(config)) expect(written).not.toContain(hidden);
      expect(secretsOf(config)).toEqual(expect.arrayContaining([secret, token, encodeURIComponent(secret)]));
      expect(secretsOf(config)).toEqual(
        expect.arrayContaining([`mail ${secret}`, `id${token}`, `key${token}`]),
      );
      expect(written).toContain("postgres://tas@db/tas");
    }),
  );
});
