import { isIP } from "node:net";
import { dirname, resolve } from "node:path";
import type { BackupPlace } from "./backup-place.ts";
import { type BackupSettings, loadBackupSettings } from "./backup-settings.ts";
import { choice } from "./choice.ts";
import { ConfigError } from "./config-error.ts";
import { ephemeralNotice } from "./ephemeral-disk.ts";
import { type DatabaseLocation, parseDatabaseUrl } from "./database-url.ts";
import type { HostEnvironment, RawEnvironment } from "./env.ts";
import { loadMailSettings, type MailSettings } from "./mail-settings.ts";
import { derivePublicUrl, type PublicUrl, parsePublicUrl } from "./public-url.ts";
import { readReplicationPlace } from "./replication-place.ts";
import { parseTrustedProxies } from "./trusted-proxies.ts";
import { type VariableName, variables } from "./variables.ts";

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** Everything the host decides, checked. Built once in main.ts and handed on; nothing else reads the environment. */
export interface Config {
  readonly environment: "development" | "production";
  readonly database: DatabaseLocation;
  /** Absolute folder of what the app keeps beside the database: the SQLite file's folder, else ./data. */
  readonly dataFolder: string;
  /** Null in development when none is given: see ensureSecretKey. */
  readonly secretKey: string | null;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: PublicUrl;
  /** CIDRs; empty means that no forwarding header is believed. */
  readonly trustedProxies: readonly string[];
  readonly registration: "open" | "invite" | "closed";
  /** Null means no limit. Guests count. */
  readonly maxUsers: number | null;
  readonly authMode: "password" | "username";
  readonly logLevel: (typeof logLevels)[number];
  /** Absolute path of a file that gets the log, too; null when it goes to stdout only. */
  readonly logFile: string | null;
  readonly metricsToken: string | null;
  readonly backup: BackupSettings;
  /** Where every change is copied to at once; null when nowhere. */
  readonly replication: BackupPlace | null;
  /** Null when no mail server is given. */
  readonly mail: MailSettings | null;
  /** Plain sentences the host should read at the start. */
  readonly notices: readonly string[];
}

const secretKeyAdvice = "make one with: openssl rand -base64 48";

/** Checks raw values and fills in the defaults. Throws ConfigError with one sentence that shows no secret. */
export function loadConfig(raw: HostEnvironment, workingFolder: string = process.cwd()): Config {
  const environment = choice(raw, "ENVIRONMENT", ["development", "production"]);
  if (environment === "production") demandForProduction(raw);
  const database = parseDatabaseUrl(raw.DATABASE_URL ?? variables.DATABASE_URL.fallback);
  const host = parseHost(raw.HOST ?? variables.HOST.fallback);
  const port = wholeNumber("PORT", raw.PORT ?? variables.PORT.fallback, 0, 65_535, "8080");
  const publicUrl =
    raw.PUBLIC_URL === undefined ? derivePublicUrl(host, port) : parsePublicUrl(raw.PUBLIC_URL);
  const dataFolder =
    database.engine === "sqlite"
      ? dirname(resolve(workingFolder, database.path))
      : resolve(workingFolder, "data");
  const backup = loadBackupSettings(raw, { data: dataFolder, working: workingFolder });
  return {
    environment,
    database,
    dataFolder,
    secretKey: raw.SECRET_KEY === undefined ? null : parseSecretKey(raw.SECRET_KEY),
    host,
    port,
    publicUrl,
    trustedProxies: parseTrustedProxies(raw.TRUSTED_PROXIES ?? ""),
    registration: choice(raw, "REGISTRATION", ["open", "invite", "closed"]),
    maxUsers:
      raw.MAX_USERS === undefined ? null : wholeNumber("MAX_USERS", raw.MAX_USERS, 1, 1_000_000_000, "50"),
    authMode: choice(raw, "AUTH_MODE", ["password", "username"]),
    logLevel: choice(raw, "LOG_LEVEL", logLevels),
    logFile: raw.LOG_FILE === undefined ? null : resolve(workingFolder, raw.LOG_FILE),
    metricsToken: raw.METRICS_TOKEN === undefined ? null : parseMetricsToken(raw.METRICS_TOKEN),
    backup,
    replication: readReplicationPlace(raw, backup.s3, workingFolder),
    mail: loadMailSettings(raw, publicUrl),
    notices: [...noticesFor(environment, database), ...diskNotices(raw, database, dataFolder)],
  };
}

function demandForProduction(raw: RawEnvironment): void {
  if (raw.DATABASE_URL === undefined) {
    throw new ConfigError(
      "DATABASE_URL is missing, and ENVIRONMENT=production never guesses where data is kept; set it, like postgres://user:password@host:5432/name or sqlite:/var/lib/task-aversion/data.db.",
    );
  }
  if (raw.SECRET_KEY === undefined) {
    throw new ConfigError(
      `SECRET_KEY is missing, and ENVIRONMENT=production needs one of at least 32 characters; ${secretKeyAdvice}.`,
    );
  }
}

function noticesFor(environment: Config["environment"], database: DatabaseLocation): string[] {
  if (environment !== "production" || database.engine !== "sqlite") return [];
  return [
    "Production runs on SQLite: one server process on one machine with a local disk. For several servers, or for a database on another machine, use PostgreSQL.",
  ];
}

function diskNotices(
  { platform }: HostEnvironment,
  { engine }: DatabaseLocation,
  dataFolder: string,
): string[] {
  if (platform === undefined || engine !== "sqlite") return [];
  const notice = ephemeralNotice(platform, dataFolder);
  return notice === null ? [] : [notice];
}

function parseSecretKey(value: string): string {
  if (value.length >= 32) return value;
  throw new ConfigError(`SECRET_KEY is shorter than 32 characters; ${secretKeyAdvice}.`);
}

function parseMetricsToken(value: string): string {
  if (value.length >= 16 && /^[\x21-\x7e]+$/u.test(value)) return value;
  throw new ConfigError(
    "METRICS_TOKEN cannot be sent as a bearer token; use at least 16 letters, digits or signs without spaces, like the output of: openssl rand -hex 24.",
  );
}

function parseHost(value: string): string {
  const bare = value.replace(/^\[(.*)\]$/u, "$1");
  const isName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/iu.test(
    bare,
  );
  // A name of digits and dots that is no address is a mistyped address.
  if (isIP(bare) !== 0 || (isName && !/^[\d.]+$/u.test(bare))) return bare;
  throw new ConfigError(
    `HOST is "${value}", which is not an address to listen on; write one without a port, like 127.0.0.1 or 0.0.0.0.`,
  );
}

function wholeNumber(
  name: VariableName,
  value: string,
  least: number,
  most: number,
  example: string,
): number {
  const number = /^\d{1,10}$/u.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new ConfigError(
    `${name} is "${value}", which is not a whole number from ${least} to ${most}; write one like ${example}.`,
  );
}
