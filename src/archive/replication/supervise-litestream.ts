import type { ChildProcess } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { makeFolders } from "#files/make-folders.ts";
import { alreadyReplicated, launchReplication } from "./launch-litestream.ts";
import { findLitestream, noLitestream } from "./litestream-binary.ts";
import { litestreamConfig } from "./litestream-config.ts";
import { readLitestreamLine } from "./litestream-log.ts";
import type { ReplicaPlace } from "./replica-place.ts";

export interface ReplicationState {
  readonly running: boolean;
  /** One sentence; null while all that was written is being copied. */
  readonly lastError: string | null;
  /** Epoch milliseconds of the last change of the two above. */
  readonly since: number;
}

export interface Replication {
  state(): ReplicationState;
  /** Lets Litestream copy the last entries and end; after 10 seconds it is ended. */
  stop(): Promise<void>;
}

export interface ReplicationOptions {
  /** The SQLite file; null when the data lies elsewhere, which cannot be replicated this way. */
  readonly databasePath: string | null;
  readonly to: ReplicaPlace;
  /** Where Litestream's settings and lock are kept. */
  readonly dataFolder: string;
  readonly log: { info(sentence: string): void; warn(sentence: string): void };
  /** Where Litestream lies, or null where it is missing; else it is looked for. */
  readonly program?: string | null;
  readonly clock?: () => number;
}

/** Milliseconds between two attempts, doubled from the one to the other. */
const wait = { first: 1_000, most: 60_000 };
const patience = 10_000;
/** It looks at the database for the first time a second after its start; ended before, it copies nothing. */
const firstLook = 1_500;

/**
 * Keeps Litestream copying every change of the database to a second place, and restarts it when it ends. Never throws because
 * it cannot: the server goes on without, `state` and the log say so.
 */
export async function startReplication(options: ReplicationOptions): Promise<Replication> {
  const { databasePath, to, dataFolder, log, clock = Date.now } = options;
  let state: ReplicationState = { running: false, lastError: null, since: clock() };
  const become = (running: boolean, lastError: string | null) => {
    if (state.running === running && state.lastError === lastError) return;
    state = { running, lastError, since: clock() };
    if (lastError !== null) log.warn(`replication: ${lastError}`);
    else if (running) log.info(`replication: changes are copied to ${to.label}`);
  };
  const without = (sentence: string): Replication => {
    become(false, sentence);
    return { state: () => state, stop: async () => {} };
  };
  if (databasePath === null) return without(notReplicable);
  const program = options.program === undefined ? findLitestream() : options.program;
  if (!program) return without(`REPLICATE_TO is set, but ${noLitestream}`);

  const name = join(dataFolder, `${basename(databasePath)}-litestream`);
  const configPath = `${name}.yml`;
  try {
    if (to.kind === "folder") await makeFolders(to.path);
    await writeFile(configPath, litestreamConfig(databasePath, to), { mode: 0o600 });
    await chmod(configPath, 0o600);
  } catch (error) {
    return without(
      `REPLICATE_TO cannot be used: ${error instanceof Error ? error.message : "unknown reason"}`,
    );
  }

  let child: ChildProcess | undefined;
  let again: NodeJS.Timeout | undefined;
  let stopping = false;
  let delay = wait.first;
  let launched = 0;

  const launch = () => {
    const began = clock();
    const started = launchReplication(program, configPath, `${name}.lock`, to);
    child = started;
    launched = performance.now();
    for (const stream of [started.stdout, started.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", hear);
    }
    const gone = (why: string) => {
      if (child !== started) return;
      child = undefined;
      started.stdin?.destroy();
      if (stopping) return;
      become(false, why);
      delay = clock() - began > wait.most ? wait.first : Math.min(delay * 2, wait.most);
      again = setTimeout(launch, delay);
      again.unref();
    };
    started.once("error", () => gone("Litestream cannot be started."));
    started.once("close", (code, signal) => {
      if (code === alreadyReplicated)
        gone("another process copies this database already; waiting for its turn.");
      else gone(`Litestream ended (${signal ?? code}) and is started again.`);
    });
  };
  // Litestream's last word before it ends is the better reason.
  const hear = (line: string) => {
    if (stopping) return;
    const news = readLitestreamLine(line);
    if (news?.kind === "copied") become(true, null);
    else if (news) become(true, news.sentence);
    else if (line.includes('msg="replicating to"')) become(true, null);
  };
  launch();

  return {
    state: () => state,
    async stop() {
      stopping = true;
      clearTimeout(again);
      if (child) await ended(child, launched + firstLook - performance.now());
      state = { running: false, lastError: state.lastError, since: clock() };
    },
  };
}

const notReplicable =
  "REPLICATE_TO copies a SQLite file; for PostgreSQL, docs/host/point-in-time.md shows how pgBackRest does the same.";

function ended(child: ChildProcess, notBefore: number): Promise<void> {
  return new Promise((resolve) => {
    const ask = setTimeout(() => child.stdin?.end(), Math.max(0, notBefore));
    const tooLong = setTimeout(() => {
      // The group: the shell and Litestream in it.
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, patience);
    child.once("close", () => {
      clearTimeout(tooLong);
      clearTimeout(ask);
      resolve();
    });
  });
}

/** How the copying goes, as admins are told; null when nothing is copied. */
export function replicationView(
  place: { readonly label: string } | null,
  replication: Replication | undefined,
) {
  if (!place || !replication) return null;
  const { running, lastError } = replication.state();
  return { state: running ? "running" : "stopped", to: place.label, sentence: lastError };
}
