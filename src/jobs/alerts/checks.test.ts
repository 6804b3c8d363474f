import { mkdtemp, rm, stat } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { StorageError } from "#storage/storage-error.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { testCertificate } from "#test/support/test-certificate.ts";
import type { AlertCheck, AlertMark, AlertMemory } from "./alert-check.ts";
import { Alerts } from "./alerts.ts";
import { certificateEnd } from "./certificate-end.ts";
import { CertificateCheck } from "./check-certificate.ts";
import { DiskCheck } from "./check-disk.ts";
import { patienceWithDatabase, ReadinessCheck } from "./check-readiness.ts";
import { RestartCheck } from "./check-restarts.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.parse("2026-11-21T12:00:00Z");

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tas-test-alerts-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function memoryOfOne(): AlertMemory {
  let mark: AlertMark | undefined;
  return {
    find: async () => mark,
    async change(_name, decide) {
      const decided = decide(mark);
      if (decided) mark = decided.next;
    },
  };
}

/** The mails that a check leads to, with a clock of the test's. */
function told(check: AlertCheck) {
  const time = { now: start };
  const mails: { subject: string; text: string }[] = [];
  const alerts = new Alerts({
    clock: () => time.now,
    place: "https://tasks.example.org",
    memory: memoryOfOne(),
    send: async (mail) => mails.push(mail) > 0,
  });
  return { time, mails, look: () => alerts.look(check), subjects: () => mails.map(({ subject }) => subject) };
}

eachDialect((engine, open) => {
  test("a database that answers writes no mail, and looking changes nothing in it", async () => {
    const database = await open();
    const check = new ReadinessCheck(() => database);
    expect(await check.look(start)).toEqual({ troubles: [], fact: "" });
    const rows = await database.read("*", (tx) => tx.selectFrom("localState").selectAll().execute());
    expect(rows).toEqual([]);
    expect(check.answers).toBe(true);
  });

  test("a database that is gone for minutes is told once, and once when it answers again", async () => {
    const database = await open();
    let isGone = true;
    const check = new ReadinessCheck(() => {
      if (isGone) throw new StorageError("unavailable", `The ${engine} database cannot be reached.`);
      return database;
    });
    const { time, look, mails, subjects } = told(check);
    await look();
    expect(check.answers).toBe(false);
    time.now += patienceWithDatabase - 1;
    await look();
    expect(mails).toEqual([]);
    time.now += 1;
    await look();
    time.now += hour;
    await look();
    expect(subjects()).toEqual(["The database does not answer: tasks.example.org"]);
    expect(mails[0]?.text).toContain("cannot be reached");
    expect(mails[0]?.text).toContain("since 2026-11-21 12:00 UTC");
    isGone = false;
    await look();
    await look();
    expect(subjects()[1]).toBe("The database answers again: tasks.example.org");
    expect(mails).toHaveLength(2);
  });
});

test("a database that restarts between two looks is not told", async () => {
  let isGone = true;
  const check = new ReadinessCheck(() => {
    throw new StorageError(isGone ? "unavailable" : "held", "Gone.");
  });
  const { time, look, mails } = told(check);
  await look();
  isGone = false;
  time.now += minute;
  await look();
  isGone = true;
  time.now += patienceWithDatabase;
  await look();
  expect(mails).toEqual([]);
});

test("a disk below a tenth is told once, and is well again only when there is clearly more room", async () => {
  const room = { free: 11, whole: 100 };
  const check = new DiskCheck("/srv/data", async () => ({ free: room.free * 1e9, whole: room.whole * 1e9 }));
  const { time, look, mails, subjects } = told(check);
  await look();
  expect(check.freeRatio).toBeCloseTo(0.11);
  room.free = 9.9;
  await look();
  expect(subjects()).toEqual(["The disk grows full: tasks.example.org"]);
  expect(mails[0]?.text).toContain('"/srv/data" has little room left: 9.9 GB of 100.0 GB are free (9 %)');
  for (const free of [10.5, 9.5, 11.9]) {
    room.free = free;
    time.now += minute;
    await look();
  }
  expect(mails).toHaveLength(1);
  room.free = 12;
  await look();
  expect(subjects()[1]).toBe("The disk has room again: tasks.example.org");
});

test("the disk of a folder that is not there yet is the one it would be made on", async () => {
  const check = new DiskCheck(join(await emptyFolder(), "not", "there"));
  await check.look();
  expect(check.freeRatio).toBeGreaterThan(0);
  expect(check.freeRatio).toBeLessThanOrEqual(1);
});

test("a certificate is told from fourteen days before its end, and not when nobody shows it", async () => {
  let end: number | null = start + 15 * day;
  let unseen = 0;
  const address = "https://tasks.example.org";
  const check = new CertificateCheck(
    address,
    () => void (unseen += 1),
    async () => end,
  );
  const { time, look, mails, subjects } = told(check);
  await look();
  expect(mails).toEqual([]);
  time.now += 1.5 * day;
  await look();
  expect(subjects()).toEqual(["The certificate ends soon: tasks.example.org"]);
  expect(mails[0]?.text).toContain("ends in 13 days, 2026-12-06 12:00 UTC");
  end = null;
  time.now += day;
  await look();
  expect([mails.length, unseen]).toEqual([1, 1]);
  end = time.now + 90 * day;
  await look();
  expect(subjects()[1]).toBe("The certificate is well again: tasks.example.org");
});

test("the end of a certificate is read from a real handshake; where none is, nothing is claimed", async () => {
  const server = createServer(testCertificate);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // It listens on a port, so its address is one.
  expect(await certificateEnd(`https://localhost:${port}/app`)).toBe(testCertificate.end);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  expect(await certificateEnd(`https://127.0.0.1:${port}`)).toBeNull();
});

test("five starts within ten minutes are a loop, told once, also over the starts; it is over when it stays up", async () => {
  const folder = await emptyFolder();
  const time = { now: start };
  const mails: string[] = [];
  const starts = async () => {
    const check = new RestartCheck(folder, () => time.now);
    const alerts = new Alerts({
      clock: () => time.now,
      place: "https://tasks.example.org",
      memory: memoryOfOne(),
      send: async ({ subject }) => mails.push(subject) > 0,
    });
    await check.started();
    await alerts.look(check);
    return { check, look: () => alerts.look(check) };
  };
  for (let count = 0; count < 4; count++) {
    await starts();
    time.now += minute;
  }
  expect(mails).toEqual([]);
  for (let count = 0; count < 3; count++) {
    await starts();
    time.now += minute;
  }
  expect(mails).toEqual(["The server starts again and again: tasks.example.org"]);
  const { check, look } = await starts();
  expect(check.recent).toBe(8);
  time.now += 9 * minute;
  await look();
  expect(mails[1]).toBe("The server stays up again: tasks.example.org");
  expect((await stat(join(folder, "starts.json"))).mode & 0o777).toBe(0o600);
});

test("starts that somebody ended are none of a loop", async () => {
  const folder = await emptyFolder();
  let now = start;
  for (let count = 0; count < 9; count++) {
    const check = new RestartCheck(folder, () => now);
    await check.started();
    expect(await check.look(now)).toEqual({ troubles: [], fact: "" });
    await check.ended();
    now += 1_000;
  }
});

test("a data folder that cannot be written stops nobody", async () => {
  const check = new RestartCheck("/dev/null/folder", () => start);
  await check.started();
  expect(await check.look(start)).toEqual({ troubles: [], fact: "" });
  await check.ended();
});
