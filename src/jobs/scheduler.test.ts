import { expect, test } from "vitest";
import { type Database, everyone, openDatabase } from "#storage/database.ts";
import { releaseLease, takeLease } from "#storage/lease.ts";
import { writersLease } from "#storage/write-gate.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { graceAfterStart, type Job, Scheduler } from "./scheduler.ts";

const hour = 60 * 60_000;
const day = 24 * hour;
const start = Date.parse("2026-11-21T12:00:00Z");
const schedule = { pattern: "30 2 * * *", timeZone: "Europe/Berlin" };
const due = Date.parse("2026-11-22T01:30:00Z");
const quiet = { info() {}, error() {} };

/** Time that passes when a test says so; what is planned happens on the way. */
class FakeTime {
  now = start;
  readonly #planned = new Map<symbol, { at: number; call: () => void }>();

  readonly clock = () => this.now;
  readonly after = (milliseconds: number, call: () => void) => {
    const key = Symbol("planned");
    this.#planned.set(key, { at: this.now + milliseconds, call });
    return () => void this.#planned.delete(key);
  };

  get planned(): number[] {
    return [...this.#planned.values()].map(({ at }) => at - this.now);
  }
}

/** A process with a scheduler of its own. */
function node(
  database: Database,
  time: FakeTime,
  run: Job["run"] = async () => {},
  owed = true,
  errors: string[] = [],
) {
  const runs: number[] = [];
  const job: Job = {
    name: "backup",
    schedule,
    owedFromTheStart: async () => owed,
    async run(signal) {
      runs.push(time.now);
      await run(signal);
    },
  };
  const scheduler = new Scheduler(
    {
      database: () => database,
      clock: time.clock,
      after: time.after,
      log: { ...quiet, error: (_details, message) => void errors.push(message) },
    },
    [job],
  );
  return { scheduler, runs };
}

eachDialect((_engine, open, fresh) => {
  test("a job runs at its moment and once, day by day, across both changes of the clocks", async () => {
    const time = new FakeTime();
    const { scheduler, runs } = node(await open(), time, undefined, false);
    for (const [from, to, count] of [
      ["2026-11-21T12:00Z", "2026-11-23T12:00Z", 2],
      ["2027-03-27T12:00Z", "2027-03-29T12:00Z", 2],
      ["2027-10-30T12:00Z", "2027-11-01T12:00Z", 2],
    ] as const) {
      // What was missed between these weeks is made up for first.
      time.now = Date.parse(from);
      await scheduler.look();
      runs.length = 0;
      for (; time.now < Date.parse(to); time.now += 10 * 60_000) await scheduler.look();
      expect([from, runs.length]).toEqual([from, count]);
    }
  });

  test("of several processes on one database exactly one runs it", async () => {
    const place = await fresh.place("migrated");
    const time = new FakeTime();
    const nodes = await Promise.all(
      [1, 2, 3].map(async () => node(await fresh.openAt(place), time, undefined, false)),
    );
    await Promise.all(nodes.map(({ scheduler }) => scheduler.look()));
    expect(nodes.flatMap(({ runs }) => runs)).toEqual([]);
    for (let night = 0; night < 3; night++) {
      time.now = due + night * day;
      await Promise.all(nodes.map(({ scheduler }) => scheduler.look()));
      // And whoever comes late finds it done.
      time.now += 20_000;
      await Promise.all(nodes.map(({ scheduler }) => scheduler.look()));
    }
    expect(nodes.flatMap(({ runs }) => runs)).toHaveLength(3);
  });

  test("when the process that runs it is killed, another one takes over once its lease is over", async () => {
    const place = await fresh.place("migrated");
    const time = new FakeTime();
    const [database, other] = [await fresh.openAt(place), await fresh.openAt(place)];
    const { promise: never } = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const killed = node(database, time, () => {
      begun.resolve();
      return never;
    });
    const survivor = node(other, time, undefined, false);
    await survivor.scheduler.look();
    time.now = due;
    void killed.scheduler.look();
    await begun.promise;
    await survivor.scheduler.look();
    expect(survivor.runs).toEqual([]);
    // Nobody renews it any more, so its time passes.
    await other.write(everyone, (tx) =>
      tx.updateTable("lease").set({ expiresAt: 0 }).where("name", "=", "job:backup").execute(),
    );
    await survivor.scheduler.look();
    expect(survivor.runs).toEqual([due]);
  });

  test("what was missed while the server was off is made up for soon after the start, and once", async () => {
    const database = await open();
    const time = new FakeTime();
    const before = node(database, time, undefined, false);
    await before.scheduler.look();
    time.now = due;
    await before.scheduler.look();
    expect(before.runs).toEqual([due]);

    time.now = due + 5.5 * day;
    const after = node(database, time);
    await after.scheduler.look();
    expect(after.runs).toEqual([]);
    time.now += graceAfterStart;
    await after.scheduler.look();
    await after.scheduler.look();
    expect(after.runs).toEqual([due + 5.5 * day + graceAfterStart]);
  });

  test("where there are people and never was a backup, one is made soon; an empty place waits for its time", async () => {
    const time = new FakeTime();
    const [lived, empty] = [node(await open(), time), node(await open(), time, undefined, false)];
    for (time.now = start; time.now < due; time.now += 30 * 60_000) {
      await lived.scheduler.look();
      await empty.scheduler.look();
    }
    expect([lived.runs.length, empty.runs.length]).toEqual([1, 0]);
    time.now = due;
    await empty.scheduler.look();
    expect(empty.runs).toEqual([due]);
  });

  test("a clock that jumps ahead and is set back again runs it no more often, and does not stop it", async () => {
    const time = new FakeTime();
    const { scheduler, runs } = node(await open(), time, undefined, false);
    await scheduler.look();
    time.now = due;
    await scheduler.look();
    time.now = due - 2 * hour;
    for (; time.now < due + hour; time.now += 10 * 60_000) await scheduler.look();
    expect(runs).toHaveLength(1);
    // Three years ahead: it runs, and again as soon as the clock is right.
    time.now = due + 1000 * day;
    await scheduler.look();
    time.now = due + 2 * hour;
    await scheduler.look();
    expect(runs).toHaveLength(3);
    time.now = due + day;
    await scheduler.look();
    expect(runs.at(-1)).toBe(due + day);
  });

  test("a failed run is tried again in an hour; a good one is not", async () => {
    const time = new FakeTime();
    let fails = true;
    const failing = node(await open(), time, async () => {
      if (fails) throw new Error("the disk is full");
    });
    time.now = due;
    await failing.scheduler.look();
    time.now = due + 30 * 60_000;
    await failing.scheduler.look();
    expect(failing.runs).toEqual([due]);
    fails = false;
    time.now = due + hour;
    await failing.scheduler.look();
    time.now = due + 3 * hour;
    await failing.scheduler.look();
    expect(failing.runs).toEqual([due, due + hour]);
  });

  test("while writers are held nothing is run, and afterwards it is", async () => {
    const place = await fresh.place("migrated");
    const database = await fresh.openAt(place);
    const time = new FakeTime();
    const errors: string[] = [];
    const { scheduler, runs } = node(database, time, undefined, false, errors);
    await scheduler.look();
    time.now = due;
    expect(await takeLease(database, writersLease, "a move", 60_000)).toBe(true);
    await scheduler.look();
    expect([runs, errors]).toEqual([[], []]);
    const mover = await openDatabase(place, { pass: { holder: "a move" } });
    await releaseLease(mover, writersLease, "a move");
    await mover.close();
    await scheduler.look();
    expect(runs).toEqual([due]);
  });

  test("stopping ends what runs and leaves it owed", async () => {
    const database = await open();
    const time = new FakeTime();
    const begun = Promise.withResolvers<void>();
    const running = node(database, time, async (signal) => {
      begun.resolve();
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      signal.throwIfAborted();
    });
    time.now = due;
    const look = running.scheduler.look();
    await begun.promise;
    await running.scheduler.stop();
    await look;
    time.now = due + 60_000;
    const next = node(database, time);
    await next.scheduler.look();
    expect(next.runs).toEqual([]);
    time.now += graceAfterStart;
    await next.scheduler.look();
    expect(next.runs).toEqual([due + 60_000 + graceAfterStart]);
  });
});

test("the clock is looked at every minute at the latest, because it may be set", () => {
  const time = new FakeTime();
  const job: Job = { name: "backup", schedule, owedFromTheStart: async () => false, run: async () => {} };
  const unused = () => {
    throw new Error("Nothing is due.");
  };
  const scheduler = new Scheduler({ database: unused, clock: time.clock, after: time.after, log: quiet }, [
    job,
  ]);
  scheduler.start();
  expect(time.planned).toEqual([60_000]);
  time.now = due - 12_000;
  const soon = new Scheduler({ database: unused, clock: time.clock, after: time.after, log: quiet }, [job]);
  soon.start();
  expect(time.planned).toContain(12_000);
});
