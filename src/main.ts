import { resolve } from "node:path";
import { v7 as uuidv7 } from "uuid";
import packageJson from "../package.json" with { type: "json" };
import {
  type Replication,
  replicationView,
  startReplication,
} from "#archive/replication/supervise-litestream.ts";
import { backupPlan } from "#archive/backup/backup-context.ts";
import { UpdateError } from "#archive/update/update-error.ts";
import { type Config, loadConfig } from "#config/config.ts";
import { ConfigError } from "#config/config-error.ts";
import { builtWeb, entryUrl } from "#config/entry-url.ts";
import { prepareDataFolder } from "#config/data-folder.ts";
import { readEnv } from "#config/env.ts";
import { createRedactor, secretsOf } from "#config/redact.ts";
import { refuse } from "#config/refuse.ts";
import { ensureSecretKey } from "#config/secret-key.ts";
import { AppError } from "#contract/app-error.ts";
import { kernelStore } from "#features/account/kernel-store.ts";
import { createKernel } from "#http/create-kernel.ts";
import { listenError } from "#http/listen-error.ts";
import { localUrl } from "#http/local-url.ts";
import { createLogger, type Logger } from "#http/logger.ts";
import type { Overload } from "#http/overload.ts";
import type { RateLimits } from "#http/rate-limits.ts";
import type { Readiness } from "#http/readiness.ts";
import { serverWatch } from "#jobs/alerts/server-watch.ts";
import { updateAtStart } from "#jobs/update-at-start.ts";
import { whileReplacing } from "#jobs/while-replacing.ts";
import { startRemembering } from "#jobs/remember-installation.ts";
import { type BackupService, backupService } from "#jobs/backup-service.ts";
import { serverPlaces } from "#jobs/server-places.ts";
import type { RunningJobs } from "#jobs/start-backup-jobs.ts";
import { realAfter } from "#jobs/timers.ts";
import { type Database, openDatabase } from "#storage/database.ts";
import { complaintAboutData, complaintBeforeOpening } from "#storage/install-check.ts";
import { assertNotMoved } from "#storage/moved-mark.ts";
import { StorageError } from "#storage/storage-error.ts";
import { featureRoutes } from "./main/feature-routes.ts";

export interface ServerOptions {
  readonly logger?: Logger;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  readonly limits?: Partial<RateLimits>;
  readonly overload?: Overload;
  readonly webFolder?: string;
  /** Told as soon as /healthz answers, before anything is migrated. */
  readonly onListening?: (url: string) => void;
  /** Brings the schema up to date; told how far it is, from 0 to 1. */
  readonly migrate?: (database: Database, onProgress: (share: number) => void) => Promise<unknown>;
}

export interface RunningServer {
  /** Where this machine reaches it. */
  readonly url: string;
  /** Takes no new requests, finishes those that run (10 seconds at most), lets the database go. */
  close(): Promise<void>;
}

/** Requests that run longer than this after `close` are cut off, in milliseconds. */
const patience = 10_000;

/**
 * Starts everything: listens (health checks answer from then on), migrates, serves. Resolves when it serves.
 * Throws ConfigError and StorageError; nothing runs then.
 */
export async function startServer(config: Config, options: ServerOptions = {}): Promise<RunningServer> {
  prepareDataFolder(config);
  const secretKey = ensureSecretKey(config);
  const logger = options.logger ?? createLogger(config, createRedactor(secretsOf(config, secretKey)));
  for (const notice of config.notices) logger.warn(notice);
  const readiness: Readiness = { phase: "migrating", progress: 0 };
  let database: Database | undefined;
  let replication: Replication | undefined;
  let jobs: RunningJobs | undefined;
  let remembering: { stop(): void } | undefined;
  const openedDatabase = () => {
    if (!database) throw new AppError("busy");
    return database;
  };
  const store = kernelStore(openedDatabase);
  const clock = options.clock ?? Date.now;
  const isServing = () => readiness.phase === "ready";
  const watch = serverWatch({
    settings: config,
    database: openedDatabase,
    isServing,
    clock,
    after: realAfter,
    log: logger,
  });
  const backups: BackupService = backupService({
    settings: config,
    workers: {
      backup: entryUrl("archive/backup/backup-worker"),
      spreadsheets: entryUrl("archive/backup/spreadsheet-copy-worker"),
    },
    database: openedDatabase,
    clock,
    newId: uuidv7,
    whileReplacing: (work) => whileReplacing(readiness, work, reopen),
    tell: (check) => watch.tell(check),
    log: logger,
  });
  /** What was opened before the data was replaced may remember how it was. */
  const reopen = async () => {
    const before = database;
    database = await openDatabase(config.database);
    await before?.close();
  };
  const kernel = await createKernel({
    config,
    version: packageJson.version,
    secretKey,
    logger,
    store,
    readiness,
    webFolder: options.webFolder ?? builtWeb(),
    clock,
    newId: uuidv7,
    measures: () => [...watch.measures(), ...backups.measures()],
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.overload ? { overload: options.overload } : {}),
  });
  featureRoutes(kernel, {
    config,
    version: packageJson.version,
    secretKey,
    clock,
    server: {
      ...backups.forRoutes,
      version: packageJson.version,
      places: serverPlaces(config, openedDatabase),
      replication: async () => replicationView(config.replication, replication),
    },
  });

  const { app } = kernel;
  const close = async (asked: boolean) => {
    const cut = setTimeout(() => app.server.closeAllConnections(), patience);
    try {
      await app.close();
      await watch.stop(asked);
      remembering?.stop();
      await jobs?.stop();
    } finally {
      clearTimeout(cut);
      await database?.close();
      // Last: what the last requests wrote is copied too.
      await replication?.stop();
    }
  };
  try {
    await watch.starting();
    await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
      throw listenError(error, config);
    });
    const url = localUrl(config, app.server.address());
    options.onListening?.(url);
    const place = { target: config.database, label: config.database.label, dataFolder: config.dataFolder };
    refuse(complaintBeforeOpening(place));
    database = await openDatabase(config.database);
    refuse(await complaintAboutData(database, place));
    await assertNotMoved(database);
    const update = {
      plan: backupPlan(config),
      worker: entryUrl("archive/update/update-worker"),
      log: logger,
    };
    await (options.migrate ?? updateAtStart(update))(database, (share) => {
      readiness.progress = share;
    });
    if (config.replication) {
      replication = await startReplication({
        databasePath: "path" in config.database ? resolve(config.database.path) : null,
        to: config.replication,
        dataFolder: config.dataFolder,
        log: { info: (text) => logger.info(text), warn: (text) => logger.warn(text) },
      });
    }
    const noted = { database: openedDatabase, place, clock, newId: uuidv7, log: logger };
    remembering = await startRemembering(noted);
    jobs = backups.start();
    readiness.phase = "ready";
    watch.start();
    return { url, close: () => close(true) };
  } catch (error) {
    readiness.phase = "failed";
    await close(false);
    throw error;
  }
}

/** Runs the server until a signal asks it to end. */
export async function serve(): Promise<void> {
  const config = loadConfig(readEnv());
  prepareDataFolder(config);
  const secretKey = ensureSecretKey(config);
  const logger = createLogger(config, createRedactor(secretsOf(config, secretKey)));
  const crash = (error: unknown) => {
    logger.fatal({ err: error }, "the server ends because of an error it did not expect");
    process.exit(1);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  const server = await startServer(config, { logger }).catch((error: unknown) => {
    // Only the log may hold it whole: what stands on the terminal is one sentence.
    if (!isExpected(error)) logger.fatal({ err: error }, "the server could not start");
    throw error;
  });
  const address = config.publicUrl.derived ? server.url : config.publicUrl.href;
  logger.info(`serving on ${address}`);
  // For the person at the terminal, who should not have to read a log to find the way in.
  if (process.stdout.isTTY) process.stdout.write(`\nOpen ${address}   (Ctrl-C stops it)\n\n`);
  let ending = false;
  const end = () => {
    if (ending) process.exit(1);
    ending = true;
    server.close().then(() => process.exit(0), crash);
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}

/** Errors whose message is a sentence for the host. */
function isExpected(error: unknown): error is Error {
  return error instanceof ConfigError || error instanceof StorageError || error instanceof UpdateError;
}

// Bundled, this code may be shared with the command line, so the file that was started decides.
if (/[\\/]main\.[jt]s$/u.test(process.argv[1] ?? "")) {
  serve().catch((error: unknown) => {
    // Anything else may carry what it should not say aloud.
    process.stderr.write(`${isExpected(error) ? error.message : "The server could not start."}\n`);
    process.exit(1);
  });
}
