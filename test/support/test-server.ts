import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Config, loadConfig } from "#config/config.ts";
import type { RawEnvironment } from "#config/env.ts";
import { createRedactor, secretsOf } from "#config/redact.ts";
import { createLogger } from "#http/logger.ts";
import { Overload } from "#http/overload.ts";
import type { RateLimits } from "#http/rate-limits.ts";
import { type Database, openDatabase } from "#storage/database.ts";
import { type RunningServer, type ServerOptions, startServer } from "../../src/main.ts";
import { Client } from "./client.ts";
import type { FreshDatabases, Place } from "./each-dialect.ts";

export interface TestServer {
  readonly url: string;
  readonly database: Database;
  /** Every line logged so far. */
  readonly log: readonly string[];
  /** A browser of its own. */
  client(): Client;
  /** Moves the server's clock forward. */
  pass(milliseconds: number): void;
  close(): Promise<void>;
}

export interface TestServerOptions extends Omit<ServerOptions, "logger" | "clock"> {
  /** Environment variables besides the database. */
  readonly env?: RawEnvironment;
  /** An empty database is migrated by the server itself. */
  readonly from?: "empty" | "migrated";
}

export const testSecretKey = "a secret key for tests only, 40 letters.";

/** So high that no test meets them by chance. */
const noLimits: RateLimits = {
  address: 1e9,
  reads: 1e9,
  writes: 1e9,
  imports: 1e9,
  joins: 1e9,
  signIns: 1e9,
  triesPerName: 1e9,
};

/**
 * Starts the whole server on a free port with a fresh database of the engine at hand (`more` of `eachDialect`).
 * Closed when the test, or the file for a server of `beforeAll`, is over: there call `close` yourself.
 */
export async function startTestServer(
  fresh: Pick<FreshDatabases, "place" | "openAt">,
  options: TestServerOptions = {},
): Promise<TestServer> {
  const { env = {}, from = "migrated", limits, overload, ...others } = options;
  const place = await fresh.place(from);
  const folder = await mkdtemp(join(tmpdir(), "tas-test-server-"));
  const config = configFor(place, env, folder);
  const log: string[] = [];
  const logger = createLogger({ logLevel: "trace" }, createRedactor(secretsOf(config, testSecretKey)), {
    write: (line: string) => void log.push(line),
  });
  let ahead = 0;
  const server: RunningServer = await startServer(config, {
    webFolder: join(folder, "web"),
    ...others,
    logger,
    clock: () => Date.now() + ahead,
    limits: { ...noLimits, ...limits },
    // A busy test machine is late at times.
    overload: overload ?? new Overload({ lag: Number.POSITIVE_INFINITY, waiting: Number.POSITIVE_INFINITY }),
  });
  const database = await openDatabase(config.database);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      await server.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    })();
    return closing;
  };
  closeWithTest(close);
  return {
    url: server.url,
    database,
    log,
    client: () => new Client(server.url),
    pass(milliseconds) {
      ahead += milliseconds;
    },
    close,
  };
}

export function configFor(place: Place, env: RawEnvironment, folder: string): Config {
  const url = place.engine === "sqlite" ? `sqlite:${place.path}` : place.url;
  return loadConfig({ SECRET_KEY: testSecretKey, PORT: "0", ...env, DATABASE_URL: url }, folder);
}

function closeWithTest(close: () => Promise<void>): void {
  try {
    onTestFinished(close);
  } catch {
    // Started outside a test, in a hook of the file, which closes it.
  }
}
