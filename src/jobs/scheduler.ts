import { type Database, everyone } from "#storage/database.ts";
import { holdLease } from "#storage/hold-lease.ts";
import { findLocal, type JobMark, keepLocal } from "#storage/local-state.ts";
import { StorageError } from "#storage/storage-error.ts";
import { isDue, retryWait } from "./job-due.ts";
import { intervalOf, latestSlot, nextSlot, type Schedule } from "./schedule.ts";
import type { After } from "./timers.ts";

/** Timed work. Of all processes that share a database, one runs it. */
export interface Job {
  readonly name: string;
  readonly schedule: Schedule;
  /** Whether it is owed at once where it never ran. */
  owedFromTheStart(): Promise<boolean>;
  /** Ends soon after the signal. A failure is tried again in an hour, unless the next moment comes first. */
  run(signal: AbortSignal): Promise<void>;
}

export interface SchedulerParts {
  readonly database: () => Database;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly after: After;
  readonly log: {
    info(details: object, message: string): void;
    error(details: object, message: string): void;
  };
  /** How long the lease of a killed runner lasts, in milliseconds. */
  readonly leaseDuration?: number;
}

/** The clock is looked at this often, because it may be set while one waits. */
const longestWait = 60_000;
/** What was missed waits so long after a start: whoever starts the server wants to use it first. */
export const graceAfterStart = 120_000;

/** Runs jobs at the moments of their schedules, and soon after a start what was missed meanwhile. */
export class Scheduler {
  readonly #parts: SchedulerParts;
  readonly #jobs: readonly Job[];
  readonly #startedAt: number;
  /** For a job that never ran: the moments up to this one are not owed. */
  readonly #notOwed = new Map<string, number>();
  readonly #stopping = new AbortController();
  #forget = () => {};
  #round: Promise<void> = Promise.resolve();

  constructor(parts: SchedulerParts, jobs: readonly Job[]) {
    this.#parts = parts;
    this.#jobs = jobs;
    this.#startedAt = parts.clock();
  }

  start(): void {
    this.#plan();
  }

  /** Asks what runs to end, and waits for it. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error("The server is ending."));
    this.#forget();
    await this.#round;
  }

  /** Looks at the clock once and runs what is due. */
  async look(): Promise<void> {
    for (const job of this.#jobs) {
      if (this.#stopping.signal.aborted) return;
      await this.#consider(job).catch((error: unknown) => {
        // While the data is moved or restored everybody waits, and so does this.
        if (error instanceof StorageError && ["held", "moved"].includes(error.kind)) return;
        this.#parts.log.error({ err: error, job: job.name }, "timed work could not be looked after");
      });
    }
  }

  #plan(): void {
    if (this.#stopping.signal.aborted) return;
    const now = this.#parts.clock();
    const waits = this.#jobs.map(
      ({ schedule }) => (nextSlot(schedule, now) ?? Number.POSITIVE_INFINITY) - now,
    );
    this.#forget = this.#parts.after(Math.max(0, Math.min(longestWait, ...waits)), () => {
      this.#round = this.look().finally(() => this.#plan());
    });
  }

  async #consider(job: Job): Promise<void> {
    const { database, after, leaseDuration, log } = this.#parts;
    if ((await this.#slotDue(job)) === null) return;
    const lease = await holdLease(database, `job:${job.name}`, {
      note: { what: job.name },
      after,
      ...(leaseDuration === undefined ? {} : { duration: leaseDuration }),
    });
    if (lease === undefined) return;
    try {
      // Another process may have run it before the lease was free.
      const slot = await this.#slotDue(job);
      if (slot === null) return;
      const signal = AbortSignal.any([lease.signal, this.#stopping.signal]);
      const failed = await job.run(signal).then(
        () => false,
        (error: unknown) => {
          log.error({ err: error, job: job.name }, "timed work failed");
          return true;
        },
      );
      // What was stopped halfway is owed still.
      if (signal.aborted) return;
      await this.#mark(job, slot, failed);
    } finally {
      await lease.release();
    }
  }

  /** The moment that the job is to be run for now; null when there is none. */
  async #slotDue(job: Job): Promise<number | null> {
    const now = this.#parts.clock();
    const slot = latestSlot(job.schedule, now);
    if (slot === null) return null;
    const marks = await this.#parts.database().read(everyone, (tx) => findLocal(tx, "jobs"));
    const mark = marks?.[job.name];
    if (mark === undefined && slot <= (await this.#unowedUpTo(job, slot))) return null;
    if (!isDue(mark, { slot, now, interval: intervalOf(job.schedule, now) })) return null;
    const sinceStart = now - this.#startedAt;
    const early = slot <= this.#startedAt && sinceStart >= 0 && sinceStart < graceAfterStart;
    return early ? null : slot;
  }

  async #unowedUpTo(job: Job, slot: number): Promise<number> {
    let upTo = this.#notOwed.get(job.name);
    if (upTo === undefined) {
      upTo = slot > this.#startedAt || (await job.owedFromTheStart()) ? Number.NEGATIVE_INFINITY : slot;
      this.#notOwed.set(job.name, upTo);
    }
    return upTo;
  }

  async #mark({ name }: Job, slot: number, failed: boolean): Promise<void> {
    const at = this.#parts.clock();
    const mark: JobMark = { slot, at, retryAt: failed ? at + retryWait : null };
    await this.#parts.database().write(everyone, async (tx) => {
      await keepLocal(tx, "jobs", { ...(await findLocal(tx, "jobs")), [name]: mark });
    });
  }
}
