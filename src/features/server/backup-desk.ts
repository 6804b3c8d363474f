import { BackupError, sentenceOf } from "#archive/backup/backup-error.ts";
import { BackupFailure } from "#archive/backup/start-backup-work.ts";
import type { CurrentServerWork, ServerWorkView } from "#contract/server.ts";
import { AppError } from "#contract/app-error.ts";
import { type Database, everyone } from "#storage/database.ts";
import { holdLease, thisProcess } from "#storage/hold-lease.ts";
import { findLease } from "#storage/lease.ts";
import { type BackupRecord, findBackupRecord, keepBackupRecord, latestBefore } from "./backup-record.ts";
import { BackupShelf } from "./backup-shelf.ts";
import type { BackupVerbs, VerbOptions } from "./backup-verbs.ts";

/** The lease under which all work on backups is done, timed or by hand. */
export const backupLease = "job:backup";

export type WorkKind = ServerWorkView["kind"];

export interface BackupDeskOptions {
  readonly verbs: BackupVerbs;
  readonly database: () => Database;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly newId: () => string;
  /** Keeps everybody out while the data is replaced, and lets them in again. */
  readonly whileReplacing: <T>(work: (onProgress: VerbOptions["onProgress"]) => Promise<T>) => Promise<T>;
  readonly log: { error(details: object, message: string): void };
}

/** What a piece of work came to, besides its end. */
interface Outcome {
  readonly backupId?: string;
  /** The state that it proved a backup of; null: none. */
  readonly provenFrom: number | null;
  readonly troubles: readonly string[];
}

type Entry = { -readonly [K in keyof ServerWorkView]: ServerWorkView[K] };

/** Work on backups: one piece at a time in the whole installation, followed by whoever asks. */
export class BackupDesk {
  readonly shelf: BackupShelf;
  readonly #options: BackupDeskOptions;
  readonly #closing = new AbortController();
  #record: BackupRecord | undefined;
  #last: Entry | null = null;
  #running: Promise<void> = Promise.resolve();
  /** Told, after what a backup came to was written down; what could not be written down is handed over. */
  onOutcome: (unwritten: readonly string[]) => Promise<void> = async () => {};
  /** Backups that failed since the server started. */
  failures = 0;

  constructor(options: BackupDeskOptions) {
    this.#options = options;
    this.shelf = new BackupShelf(async () => {
      this.#record = await findBackupRecord(options.database()).catch(() => this.#record);
      return options.verbs.list();
    }, options.clock);
  }

  /** The newest state that a proven backup holds, as far as was seen; epoch milliseconds, null when none is known. */
  provenFrom(): number | null {
    return latestBefore(this.#options.clock(), [this.#record?.provenFrom, this.shelf.provenFrom()]);
  }

  /** What runs, here or at another server of this installation, or what ran here last. */
  async current(): Promise<CurrentServerWork> {
    if (this.#last?.state === "running") return { work: { ...this.#last } };
    const { database, clock } = this.#options;
    const lease = await database().read(everyone, (tx) => findLease(database().engine, tx, backupLease));
    if (lease && lease.remaining > 0 && lease.note["process"] !== thisProcess) {
      return { work: { ...begun(lease.holder, kindOf(lease.note), clock(), null), elsewhere: true } };
    }
    return { work: this.#last === null ? null : { ...this.#last } };
  }

  /** Makes and proves a backup. Throws server-work-busy. */
  async create(): Promise<ServerWorkView> {
    return this.#begin("create", null, (options) => this.#create("manual", options));
  }

  /** Restores a backup for a trial and compares it. Throws server-work-busy. */
  async prove(id: string): Promise<ServerWorkView> {
    return this.#begin("prove", id, async (options) => {
      const { takenAt, troubles } = await this.#options.verbs.prove(id, options);
      return { backupId: id, provenFrom: takenAt, troubles };
    });
  }

  /** Puts a backup in the place of all data. Throws server-work-busy. */
  async restore(id: string): Promise<ServerWorkView> {
    const { verbs, whileReplacing } = this.#options;
    return this.#begin("restore", id, async (options) => {
      const { troubles } = await whileReplacing((onProgress) =>
        verbs.restore(id, {
          ...options,
          onProgress(stage, share) {
            options.onProgress(stage, share);
            onProgress(stage, share);
          },
        }),
      );
      return { backupId: id, provenFrom: null, troubles };
    });
  }

  /**
   * A timed backup, for a caller that holds the lease: makes and proves one, removes those that need not be kept, and
   * does what `then` adds. Throws when none was made.
   */
  async runTimed(signal: AbortSignal, then: (options: VerbOptions) => Promise<void>): Promise<void> {
    const entry = this.#enter("scheduled", null);
    await this.#carryOut(entry, signal, async (options) => {
      const made = await this.#create("scheduled", options);
      const after = [() => this.#options.verbs.prune(options), () => then(options)];
      const troubles = [...made.troubles];
      for (const step of after) {
        await step().catch((error: unknown) => {
          options.signal.throwIfAborted();
          this.#log(error);
          troubles.push(problemOf(error));
        });
      }
      return { ...made, troubles };
    });
    if (entry.state === "failed") throw new BackupError("not-stored", entry.problem ?? "");
  }

  /** Ends what runs, and waits for it. */
  async close(): Promise<void> {
    this.#closing.abort(new Error("The server is ending."));
    await this.#running;
  }

  #isRunning(): boolean {
    return this.#last?.state === "running";
  }

  async #create(label: "manual" | "scheduled", options: VerbOptions): Promise<Outcome> {
    const { receipt, troubles } = await this.#options.verbs.create(label, options);
    const provenFrom = receipt.provenAt === null ? null : receipt.takenAt;
    return { backupId: receipt.id, provenFrom, troubles };
  }

  async #begin(
    kind: WorkKind,
    backupId: string | null,
    work: (options: VerbOptions) => Promise<Outcome>,
  ): Promise<ServerWorkView> {
    if (this.#isRunning() || this.#closing.signal.aborted) throw new AppError("server-work-busy");
    const before = this.#last;
    const entry = this.#enter(kind, backupId);
    const lease = await holdLease(this.#options.database, backupLease, { note: { what: kind } }).catch(
      (error: unknown) => {
        this.#last = before;
        throw error;
      },
    );
    if (lease === undefined) {
      this.#last = before;
      throw new AppError("server-work-busy");
    }
    this.#running = (async () => {
      await this.#carryOut(entry, lease.signal, work);
      await lease.release();
    })();
    return { ...entry };
  }

  #enter(kind: WorkKind, backupId: string | null): Entry {
    const entry: Entry = begun(this.#options.newId(), kind, this.#options.clock(), backupId);
    this.#last = entry;
    return entry;
  }

  /** Never throws: what became of it is in the entry. */
  async #carryOut(
    entry: Entry,
    lease: AbortSignal,
    work: (options: VerbOptions) => Promise<Outcome>,
  ): Promise<void> {
    const signal = AbortSignal.any([lease, this.#closing.signal]);
    const onProgress = (stage: string, share: number) => {
      entry.stage = stage;
      entry.progress = Math.min(1, Math.max(0, share));
    };
    let outcome: Outcome | undefined;
    let problem: string | null = null;
    try {
      outcome = await work({ signal, onProgress });
    } catch (error) {
      problem = signal.aborted ? "It was stopped before it was done." : problemOf(error);
      this.#log(error);
    }
    const stopped = signal.aborted;
    if (problem !== null && !stopped && entry.kind !== "restore") this.failures += 1;
    if (!stopped) await this.shelf.changed();
    entry.troubles = [...(outcome?.troubles ?? [])];
    entry.backupId = outcome?.backupId ?? entry.backupId;
    entry.problem = problem;
    entry.finishedAt = iso(this.#options.clock());
    entry.progress = 1;
    entry.state = problem === null ? "done" : "failed";
    if (entry.kind !== "restore" && !stopped) await this.#tell(entry.kind, outcome, problem);
  }

  /** Writes down what a backup came to, and lets the host know. */
  async #tell(kind: WorkKind, outcome: Outcome | undefined, problem: string | null): Promise<void> {
    const troubles = [...(problem === null ? [] : [problem]), ...(outcome?.troubles ?? [])];
    // That an old one is good says nothing of those that failed since.
    if (kind === "prove" && troubles.length === 0) return;
    const record = { at: this.#options.clock(), provenFrom: outcome?.provenFrom ?? null, troubles };
    const unwritten = await keepBackupRecord(this.#options.database(), record).then(
      () => [],
      () => troubles,
    );
    await this.onOutcome(unwritten).catch((error: unknown) => this.#log(error));
  }

  #log(error: unknown): void {
    const trace = error instanceof BackupFailure && !error.known ? { trace: error.trace } : {};
    this.#options.log.error({ err: error, ...trace }, "work on backups did not go well");
  }
}

/** One sentence for the host. */
function problemOf(error: unknown): string {
  return error instanceof BackupFailure ? error.message : sentenceOf(error);
}

function begun(id: string, kind: WorkKind, now: number, backupId: string | null): ServerWorkView {
  const none = { stage: null, progress: 0, finishedAt: null, problem: null, troubles: [] };
  return { id, kind, elsewhere: false, state: "running", backupId, startedAt: iso(now), ...none };
}

function kindOf(note: Readonly<Record<string, unknown>>): WorkKind {
  const kinds: readonly WorkKind[] = ["create", "prove", "restore"];
  return kinds.find((kind) => kind === note["what"]) ?? "scheduled";
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
