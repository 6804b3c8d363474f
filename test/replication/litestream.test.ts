import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { findLitestream } from "#archive/replication/litestream-binary.ts";
import type { ReplicaPlace } from "#archive/replication/replica-place.ts";
import { replicationStatus } from "#archive/replication/replication-status.ts";
import { restoreMoment } from "#archive/replication/restore-moment.ts";
import { type Replication, startReplication } from "#archive/replication/supervise-litestream.ts";
import { type Database, everyone, openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";
import { addPerson, area } from "#test/support/rows.ts";
import { startS3Server } from "#test/support/s3-server.ts";
import { startListingProxy } from "./listing-proxy.ts";

const missing = findLitestream() === undefined;
const why = missing ? " (skipped: Litestream is not installed on this machine)" : "";
const slow = 60_000;

let folder = "";
const ending: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-litestream-"));
});
afterAll(async () => {
  for (const end of ending.toReversed()) await end();
  await rm(folder, { recursive: true, force: true });
});

interface Life {
  readonly path: string;
  readonly database: Database;
  readonly to: ReplicaPlace;
  readonly lines: string[];
  readonly replication: Replication;
}

let lives = 0;

/** A migrated database of its own that is being copied. */
async function begin(to: (home: string) => ReplicaPlace): Promise<Life> {
  const home = join(folder, `${++lives}`);
  const path = join(home, "data.db");
  const database = await openDatabase({ engine: "sqlite", path });
  await migrate(database);
  const place = to(home);
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  const log = { info: note, warn: note };
  const replication = await startReplication({ databasePath: path, to: place, dataFolder: home, log });
  ending.push(
    () => database.close(),
    () => replication.stop(),
  );
  return { path, database, to: place, lines, replication };
}

const inFolder = (home: string): ReplicaPlace => {
  const path = join(home, "copy");
  return { kind: "folder", path, label: path };
};

async function addAreas(database: Database, userId: string, names: readonly string[]): Promise<void> {
  await database.write(everyone, async (tx) => {
    for (const name of names) await tx.insertInto("area").values(area(userId, name)).execute();
  });
}

async function rowsOf(database: Database): Promise<unknown[]> {
  return database.read(everyone, (tx) => tx.selectFrom("area").selectAll().orderBy("id").execute());
}

async function rowsIn(path: string): Promise<unknown[]> {
  const database = await openDatabase({ engine: "sqlite", path });
  try {
    return await rowsOf(database);
  } finally {
    await database.close();
  }
}

let restores = 0;
const newFile = () => join(folder, `restored-${++restores}.db`);

/** Resolves when the copy holds exactly these rows. */
async function copied({ to }: Life, rows: unknown[]): Promise<void> {
  await vi.waitFor(
    async () => {
      const out = newFile();
      await restoreMoment({ from: to, at: null, out });
      expect(await rowsIn(out)).toEqual(rows);
    },
    { timeout: 20_000, interval: 200 },
  );
}

/** The next whole second: stores know the times of their files no closer. */
async function nextSecond(): Promise<number> {
  const second = Math.ceil((Date.now() + 1) / 1000) * 1000;
  await vi.waitUntil(() => Date.now() > second + 20, { timeout: 3000, interval: 20 });
  return second;
}

/** Ids of the processes whose command line holds all of these. */
async function processesWith(...words: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  for (const id of (await readdir("/proc")).filter((name) => /^\d+$/u.test(name))) {
    const line = await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "");
    if (words.every((word) => line.includes(word)) && !line.startsWith("/bin/sh")) found.push(Number(id));
  }
  return found;
}

const replicating = (path: string) => processesWith("replicate", `${path}-litestream.yml`);

/** Begins replication, writes, notes the second, writes more, loses everything; then looks at what comes back. */
async function expectWhatWasLostBack(to: (home: string) => ReplicaPlace): Promise<void> {
  const life = await begin(to);
  const { database, path } = life;
  const ann = await addPerson(database);
  await addAreas(database, ann, ["Home", "Ωμέγα 🌊", "O'Brien"]);
  const before = await rowsOf(database);
  await copied(life, before);
  const second = await nextSecond();
  await addAreas(database, ann, ["After", "Later still"]);
  const all = await rowsOf(database);
  await copied(life, all);

  // The machine dies: Litestream without warning, and the data folder is gone.
  const processes = await replicating(path);
  expect(processes).toHaveLength(1);
  const stopped = life.replication.stop();
  for (const id of processes) process.kill(id, "SIGKILL");
  await stopped;
  await database.close();
  await rm(path);
  await rm(`${path}-wal`, { force: true });

  const out = newFile();
  const restored = await restoreMoment({ from: life.to, at: second, out });
  expect(await rowsIn(out)).toEqual(before);
  expect(restored).toMatchObject({ people: 1, tasks: 0, instances: 0, copiedUntil: null });
  expect((await stat(out)).mode & 0o777).toBe(0o600);

  const latest = newFile();
  await restoreMoment({ from: life.to, at: null, out: latest });
  expect(await rowsIn(latest)).toEqual(all);
  // A moment after the last copied change is that change's state, and is said to be.
  const now = newFile();
  const late = await restoreMoment({ from: life.to, at: Date.now() + 60_000, out: now });
  expect(await rowsIn(now)).toEqual(all);
  expect(late.copiedUntil).toBeLessThanOrEqual(Date.now());
  const status = await replicationStatus(life.to);
  expect(status.earliest).toBeLessThanOrEqual(second);
  expect(status.newest).toBeGreaterThanOrEqual(second);
}

describe.skipIf(missing)(`replication of SQLite${why}`, () => {
  test(
    "a lost database comes back from a folder as it was at a noted second, and as it was last",
    async () => {
      await expectWhatWasLostBack(inFolder);
    },
    slow,
  );

  test(
    "the same from an S3 store",
    async () => {
      const store = await startS3Server();
      const proxy = await startListingProxy(store.endpoint);
      ending.unshift(
        () => store.stop(),
        async () => proxy.stop(),
      );
      const { bucket, credentials } = store;
      const label = `s3://${bucket}/tasks/`;
      const s3 = { kind: "s3", label, bucket, prefix: "tasks/", region: "us-east-1" } as const;
      await expectWhatWasLostBack(() => ({ ...s3, endpoint: proxy.endpoint, credentials }));
    },
    slow,
  );

  test(
    "no write fails or waits long while thousands of entries are copied",
    async () => {
      const life = await begin(inFolder);
      const ann = await addPerson(life.database);
      let slowest = 0;
      for (let round = 0; round < 300; round++) {
        const start = performance.now();
        await addAreas(
          life.database,
          ann,
          Array.from({ length: 20 }, (_, index) => `${round} ${index} ${"x".repeat(500)}`),
        );
        slowest = Math.max(slowest, performance.now() - start);
      }
      expect(slowest).toBeLessThan(10_000);
      const rows = await rowsOf(life.database);
      expect(rows).toHaveLength(6000);
      await copied(life, rows);
      expect(life.replication.state()).toMatchObject({ running: true, lastError: null });
    },
    slow,
  );

  test(
    "what was written in the last instant is copied before the server ends",
    async () => {
      const life = await begin(inFolder);
      await vi.waitUntil(() => life.replication.state().running, { timeout: 10_000 });
      const ann = await addPerson(life.database);
      await addAreas(life.database, ann, ["Last words"]);
      const rows = await rowsOf(life.database);
      await life.database.close();
      await life.replication.stop();
      expect(await replicating(life.path)).toEqual([]);
      const out = newFile();
      await restoreMoment({ from: life.to, at: null, out });
      expect(await rowsIn(out)).toEqual(rows);
    },
    slow,
  );

  test(
    "a Litestream that dies is started again, and the log says both",
    async () => {
      const life = await begin(inFolder);
      await vi.waitUntil(() => life.replication.state().running, { timeout: 10_000 });
      const [first] = await replicating(life.path);
      expect(first).toBeDefined();
      process.kill(first ?? 0, "SIGKILL");
      await vi.waitUntil(() => !life.replication.state().running, { timeout: 10_000 });
      expect(life.replication.state().lastError).toMatch(/ended .* started again/u);
      await vi.waitUntil(() => life.replication.state().running, { timeout: 10_000 });
      expect(await replicating(life.path)).toHaveLength(1);
      const ann = await addPerson(life.database);
      await addAreas(life.database, ann, ["After the fall"]);
      await copied(life, await rowsOf(life.database));
      expect(life.lines).toHaveLength(3);
    },
    slow,
  );

  test(
    "a second server on the same file waits for its turn and then takes over",
    async () => {
      const life = await begin(inFolder);
      await vi.waitUntil(() => life.replication.state().running, { timeout: 10_000 });
      const log = { info: () => {}, warn: () => {} };
      const { path: databasePath, to } = life;
      const second = await startReplication({ databasePath, to, dataFolder: dirname(databasePath), log });
      ending.push(() => second.stop());
      await vi.waitUntil(() => second.state().lastError?.includes("another process"), { timeout: 10_000 });
      expect(await replicating(databasePath)).toHaveLength(1);
      await life.replication.stop();
      await vi.waitUntil(() => second.state().running, { timeout: 20_000 });
      expect(second.state().lastError).toBeNull();
    },
    slow,
  );

  test(
    "a store that does not answer is told of, without its keys in the log or on the disk",
    async () => {
      const secretAccessKey = "a-secret-that-nobody-sees";
      const life = await begin(() => ({
        kind: "s3",
        label: "s3://copies/",
        bucket: "copies",
        prefix: "",
        endpoint: "http://127.0.0.1:9",
        region: "us-east-1",
        credentials: { accessKeyId: "somebody", secretAccessKey },
      }));
      await vi.waitUntil(() => life.replication.state().lastError !== null, { timeout: 20_000 });
      const ann = await addPerson(life.database);
      await addAreas(life.database, ann, ["Nothing is held up"]);
      const home = dirname(life.path);
      const config = await readFile(`${life.path}-litestream.yml`, "utf8");
      expect((await stat(`${life.path}-litestream.yml`)).mode & 0o777).toBe(0o600);
      expect([config, ...life.lines].filter((text) => text.includes(secretAccessKey))).toEqual([]);
      expect((await readdir(home)).filter((name) => name.endsWith(".yml"))).toHaveLength(1);
      const [litestream] = await replicating(life.path);
      expect(await readFile(`/proc/${litestream}/cmdline`, "utf8")).not.toContain(secretAccessKey);
    },
    slow,
  );

  test(
    "a restore overwrites nothing, and says where a copy begins",
    async () => {
      const life = await begin(inFolder);
      await addPerson(life.database);
      await copied(life, []);
      const present = newFile();
      await writeFile(present, "mine");
      const back = { from: life.to };
      await expect(restoreMoment({ ...back, at: null, out: present })).rejects.toThrow(
        /nothing is overwritten/u,
      );
      expect(await readFile(present, "utf8")).toBe("mine");
      await expect(restoreMoment({ ...back, at: 0, out: newFile() })).rejects.toThrow(/begins at 20/u);
      const empty = { kind: "folder", path: join(folder, "nothing"), label: "nothing" } as const;
      await expect(restoreMoment({ ...back, from: empty, at: null, out: newFile() })).rejects.toThrow(
        /holds no copy/u,
      );
    },
    slow,
  );
});

describe("replication that cannot be", () => {
  const to = { kind: "folder", path: "/nowhere", label: "/nowhere" } as const;

  test.each([
    [
      "Litestream is missing",
      { databasePath: "/nowhere/data.db", program: null },
      /Litestream is not installed/u,
    ],
    ["the data is not in a SQLite file", { databasePath: null }, /pgBackRest/u],
  ])("is one sentence in the log where %s, and the server goes on", async (_what, options, sentence) => {
    const lines: string[] = [];
    const log = { info: () => {}, warn: (line: string) => void lines.push(line) };
    const replication = await startReplication({ ...options, to, dataFolder: folder, log });
    expect(lines).toEqual([expect.stringMatching(sentence)]);
    expect(replication.state()).toMatchObject({ running: false, lastError: expect.stringMatching(sentence) });
    await replication.stop();
  });
});
