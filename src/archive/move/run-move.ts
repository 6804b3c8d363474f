import packageJson from "../../../package.json" with { type: "json" };
import { type Database, type DatabaseTarget, everyone } from "#storage/database.ts";
import { type Arrival, prepareArrival } from "#storage/dialect/arrival.ts";
import { describeTables } from "#storage/dialect/introspect.ts";
import { letRunLong } from "#storage/dialect/long-transaction.ts";
import { findLocal } from "#storage/local-state.ts";
import { migrate } from "#storage/migrate.ts";
import { findOrphans } from "#storage/orphans.ts";
import { StorageError } from "#storage/storage-error.ts";
import { storedTablesOf } from "#storage/stored-tables.ts";
import type { ArchiveManifest } from "../portable/archive-format.ts";
import { AsideFile } from "./aside-file.ts";
import { emptyTarget, fillTarget, probeOpenly } from "./fill-target.ts";
import { type Hold, holdWriters } from "./hold-writers.ts";
import { movedTables } from "./look-at-source.ts";
import { lookAtTarget } from "./look-at-target.ts";
import { markMoved } from "./mark-moved.ts";
import { MoveError } from "./move-error.ts";
import { type MovePlace, openPlace, withPlace } from "./move-place.ts";
import { type MoveReceipt, removeReceipt, tablesOf, writeReceipt } from "./move-receipt.ts";
import { interrupted, MovedRows } from "./moved-rows.ts";
import type { MovePlan } from "./plan-move.ts";

export interface MoveOptions {
  readonly from: MovePlace;
  readonly to: MovePlace;
  /** The file of `hold-worker`. */
  readonly holdWorker: URL;
  /** Where the receipt goes. */
  readonly receipt: string;
  /** Where rows without a parent go; without it they stop the move. */
  readonly setOrphansAside?: string;
  /** Also from a database whose data was moved away. */
  readonly force?: boolean;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly newId: () => string;
  readonly onProgress?: (what: string, share: number) => void;
  readonly signal?: AbortSignal;
}

/** What people are told who want to write meanwhile. */
const holding = "The data is being moved";

/**
 * Moves all data from one database to another. Throws MoveError and StorageError; the source is in use then, and the target as
 * empty as it was. Kill it anywhere: each side is complete or clearly empty, and the same call again does it.
 */
export async function runMove(options: MoveOptions, plan: MovePlan): Promise<MoveReceipt> {
  const { from, newId, force = false } = options;
  if (plan.problems.length > 0) throw new MoveError("move-refused", plan.problems.join(" "));
  const holder = newId();
  const source = await openPlace(from.target, { holder, despiteMove: force });
  try {
    const started = performance.now();
    const hold = await holdWriters(source, {
      worker: options.holdWorker,
      target: from.target,
      holder,
      what: holding,
      seconds: plan.seconds,
      onWaiting: () => options.onProgress?.("Waiting for an earlier hold to end", 0),
    });
    try {
      return await new Move(options, plan, source, hold, started).run();
    } finally {
      await hold.release();
    }
  } finally {
    await source.close();
  }
}

class Move {
  readonly #options: MoveOptions;
  readonly #plan: MovePlan;
  readonly #source: Database;
  readonly #hold: Hold;
  readonly #startedAt: number;
  readonly #started: number;
  #held = 0;
  #copied = 0;
  /** Rows that were copied and rows that were compared. */
  #done = 0;

  constructor(options: MoveOptions, plan: MovePlan, source: Database, hold: Hold, started: number) {
    this.#options = options;
    this.#plan = plan;
    this.#source = source;
    this.#hold = hold;
    this.#started = started;
    this.#startedAt = options.clock();
  }

  async run(): Promise<MoveReceipt> {
    const { to, newId, setOrphansAside } = this.#options;
    this.#held = performance.now();
    const arrival = await prepareArrival(to.target, newId());
    const aside = setOrphansAside === undefined ? undefined : new AsideFile(setOrphansAside);
    try {
      const { sent, arrived } = await this.#fill(arrival.target, arrival.aside, aside);
      this.#assertGoing();
      if (arrival.aside) await this.#assertStillFree();
      await arrival.settle();
      const receipt = this.#receipt(sent, arrived, aside);
      aside?.keep();
      await this.#finish(receipt, arrival);
      return receipt;
    } catch (error) {
      if (isUnmarked(error)) throw error;
      await arrival.discard();
      aside?.discard();
      throw error;
    }
  }

  async #fill(place: DatabaseTarget, isAside: boolean, aside: AsideFile | undefined) {
    const target = await openPlace(place);
    try {
      await migrate(target);
      const filled = await this.#source.read(everyone, async (tx) => {
        const { engine } = this.#source;
        await letRunLong(tx, engine);
        const schema = await describeTables(tx, engine);
        const all = await storedTablesOf(tx, engine);
        const tables = movedTables(all, this.#plan.target.rehearsed?.schema);
        aside?.begin();
        const left = aside && (await findOrphans(tx, tables, schema));
        const rows = new MovedRows({
          tx,
          tables,
          ...(left ? { aside: left } : {}),
          onAside: (table, found) => aside?.add(table, found),
          onRows: (count) => this.#progress("Copying", count),
          ...(this.#options.signal ? { signal: this.#options.signal } : {}),
        });
        const arrived = await this.#fillOnce(target, rows, schema);
        return { sent: rows.manifest, arrived };
      });
      if (isAside) await probeOpenly(target, this.#options.newId);
      else await target.refreshStatistics();
      return filled;
    } finally {
      await target.close();
    }
  }

  async #fillOnce(
    target: Database,
    rows: MovedRows,
    schema: Awaited<ReturnType<typeof describeTables>>,
  ): Promise<ArchiveManifest> {
    this.#done = 0;
    try {
      return await fillTarget(target, {
        rows,
        schema,
        expected: this.#plan.source.rows,
        from: this.#options.from.label,
        at: this.#startedAt,
        newId: this.#options.newId,
        assertGoing: () => this.#assertGoing(),
        onCopied: () => {
          this.#copied = performance.now();
        },
        onCompared: (count) => this.#progress("Comparing", count),
      });
    } catch (error) {
      const unknown = error instanceof StorageError && error.kind === "outcome-unknown";
      if (!unknown) throw error;
      // The connection broke while committing; the mark that came with the rows tells.
      const movedFrom = await target.read(everyone, (tx) => findLocal(tx, "movedFrom"));
      if (movedFrom?.receipt !== rows.manifest.sha256 || movedFrom.at !== this.#startedAt) throw error;
      return rows.manifest;
    }
  }

  /** What was looked at before may have changed while the copy was made. */
  async #assertStillFree(): Promise<void> {
    const { from, to } = this.#options;
    const { state, problems } = await lookAtTarget(to, from);
    if (state === "occupied" || problems.length > 0) {
      throw new MoveError("move-refused", problems.join(" ") || "The target is in use by now.");
    }
  }

  /** The mark comes last. From then on writers are refused here, and the data is there. */
  async #finish(receipt: MoveReceipt, arrival: Arrival): Promise<void> {
    const { to, receipt: path } = this.#options;
    try {
      await writeReceipt(path, receipt);
      const at = Date.parse(receipt.finishedAt);
      await markMoved(this.#source, this.#hold, { to: to.label, at, receipt: receipt.sha256 });
    } catch (error) {
      // Perhaps the source refuses writers already; then this is where the data is.
      if (isUnmarked(error)) throw error;
      await removeReceipt(path);
      await this.#withdraw(arrival);
      throw error;
    }
  }

  async #withdraw(arrival: Arrival): Promise<void> {
    const { target } = this.#options.to;
    try {
      if (arrival.aside) await arrival.withdraw();
      else await withPlace(target, emptyTarget);
    } catch (cause) {
      throw new MoveError(
        "move-lost-hold",
        "The source stays in use, and a copy of its data lies in the target, which could not be emptied. Do not start the app there; run the same command again, which replaces it.",
        { cause },
      );
    }
  }

  #receipt(sent: ArchiveManifest, arrived: ArchiveManifest, aside: AsideFile | undefined): MoveReceipt {
    const { from, to, clock, setOrphansAside } = this.#options;
    const finishedAt = clock();
    const seconds = (since: number, until: number) => Math.round(until - since) / 1000;
    return {
      move: "task-aversion-system",
      appVersion: packageJson.version,
      from: from.label,
      to: to.label,
      tables: tablesOf(sent, arrived),
      equal: sent.sha256 === arrived.sha256,
      sha256: sent.sha256,
      rows: sent.rows,
      startedAt: new Date(this.#startedAt).toISOString(),
      finishedAt: new Date(finishedAt).toISOString(),
      seconds: seconds(this.#started, performance.now()),
      phases: {
        hold: seconds(this.#started, this.#held),
        copy: seconds(this.#held, this.#copied),
        check: seconds(this.#copied, performance.now()),
      },
      setAside:
        setOrphansAside !== undefined && aside && aside.rows > 0
          ? { file: setOrphansAside, rows: aside.rows }
          : null,
    };
  }

  #assertGoing(): void {
    if (this.#options.signal?.aborted) throw interrupted();
    this.#hold.assertHeld();
  }

  /** Every row is copied and compared. */
  #progress(what: string, rows: number): void {
    this.#assertGoing();
    this.#done += rows;
    const total = this.#plan.source.rows * 2;
    const share = total === 0 ? 1 : Math.min(1, this.#done / total);
    this.#options.onProgress?.(what, share);
    const passed = (performance.now() - this.#held) / 1000;
    if (passed > 2 && share > 0.02) this.#hold.expect((passed / share) * (1 - share) + 2);
  }
}

function isUnmarked(error: unknown): boolean {
  return error instanceof MoveError && error.code === "move-unmarked";
}
