import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Database } from "#storage/database.ts";
import { StorageError } from "#storage/storage-error.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startMailServer } from "#test/support/mail-server.ts";
import { serverWatch } from "./server-watch.ts";

const minute = 60_000;

/** A server's watch, with time that passes when the test says so. */
async function watching(database: () => Database, publicUrl = "https://127.0.0.1:9") {
  const dataFolder = await mkdtemp(join(tmpdir(), "tas-test-watch-"));
  onTestFinished(() => rm(dataFolder, { recursive: true, force: true }));
  const mail = await startMailServer();
  const time = { now: Date.parse("2026-11-21T12:00:00Z") };
  const planned = new Map<symbol, { at: number; call: () => void }>();
  const said: string[] = [];
  const log = (_details: object, message: string) => void said.push(message);
  const watch = serverWatch({
    settings: {
      dataFolder,
      publicUrl: { href: publicUrl, derived: false },
      mail: { url: mail.url, from: "tas@example.org", alertTo: ["me@example.org"] },
    },
    database,
    isServing: () => true,
    clock: () => time.now,
    after(milliseconds, call) {
      const key = Symbol("planned");
      planned.set(key, { at: time.now + milliseconds, call });
      return () => void planned.delete(key);
    },
    log: { info: log, warn: log, error: log },
  });
  return {
    watch,
    mail,
    said,
    planned,
    pass(milliseconds: number) {
      time.now += milliseconds;
      for (const [key, { at, call }] of planned) {
        if (at > time.now) continue;
        planned.delete(key);
        call();
      }
    },
    measure: (name: string) => watch.measures().find((one) => one.name === name)?.value,
  };
}

eachDialect((_engine, open) => {
  test("a database that is gone shows at once in the numbers, after five minutes in a mail, and so does its return", async () => {
    const there = await open();
    let isGone = false;
    const at = await watching(() => {
      if (isGone) throw new StorageError("unavailable", "The database cannot be reached.");
      return there;
    });
    await at.watch.starting();
    at.watch.start();
    // Readiness, starts, disk and certificate each plan their next look.
    await expect.poll(() => at.planned.size).toBe(4);
    expect(at.measure("tas_ready")).toBe(1);
    expect(at.measure("tas_starts_recent")).toBe(1);
    expect(at.measure("tas_disk_free_ratio")).toBeGreaterThan(0);

    isGone = true;
    for (let count = 0; count < 6; count++) {
      at.pass(minute);
      await expect.poll(() => at.planned.size).toBe(4);
    }
    expect(at.measure("tas_ready")).toBe(0);
    // The disk of the machine the test runs on may be worth a mail, too.
    const subjects = () =>
      at.mail.mails.map(({ subject }) => subject).filter((subject) => subject.includes("database"));
    await expect.poll(subjects).toEqual(["The database does not answer: 127.0.0.1:9"]);

    isGone = false;
    at.pass(minute);
    await expect.poll(subjects).toContain("The database answers again: 127.0.0.1:9");
    expect(subjects()).toHaveLength(2);
    expect(at.measure("tas_ready")).toBe(1);
    await at.watch.stop(true);
    expect(at.planned.size).toBe(0);
  });

  test("an address whose certificate cannot be seen from here is a line in the log, and no mail", async () => {
    const there = await open();
    const at = await watching(() => there);
    at.watch.start();
    await expect
      .poll(() => at.said.join())
      .toContain("the certificate of PUBLIC_URL cannot be seen from here");
    expect(at.measure("tas_certificate_expires_timestamp_seconds")).toBeNull();
    expect(at.mail.mails.filter(({ subject }) => subject.includes("certificate"))).toEqual([]);
    await at.watch.stop(true);
  });
});
