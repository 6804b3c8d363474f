import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as newId } from "uuid";
import { expect, onTestFinished, test } from "vitest";
import type { DestinationPlace } from "#archive/backup/destination/destination-place.ts";
import { backupContext } from "#archive/backup/backup-context.ts";
import { listEverywhere } from "#archive/backup/list-backups.ts";
import { startBackupWork } from "#archive/backup/start-backup-work.ts";
import { BackupDesk } from "#features/server/backup-desk.ts";
import { findBackupRecord } from "#features/server/backup-record.ts";
import { eachDialect, type FreshDatabases } from "#test/support/each-dialect.ts";
import { startMailServer } from "#test/support/mail-server.ts";
import { addPerson } from "#test/support/people.ts";
import { Alerts } from "./alerts/alerts.ts";
import { BackupCheck } from "./alerts/check-backup.ts";
import { databaseMemory } from "./alerts/database-memory.ts";
import { sendMail } from "./mail.ts";
import { startBackupJobs } from "./start-backup-jobs.ts";

const minute = 60_000;
const workers = new URL("../archive/backup/", import.meta.url);

/** Everything as the server has it, with time that passes when the test says so. */
async function running(fresh: FreshDatabases, places: (root: string) => string[]) {
  const root = await mkdtemp(join(tmpdir(), "tas-test-jobs-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const target = await fresh.place("migrated");
  const database = await fresh.openAt(target);
  await addPerson(database, "rosalinde");
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  const planned = new Map<symbol, { at: number; call: () => void }>();
  const after = (milliseconds: number, call: () => void) => {
    const key = Symbol("planned");
    planned.set(key, { at: clock() + milliseconds, call });
    return () => void planned.delete(key);
  };
  const plan = {
    target,
    places: places(root).map((path): DestinationPlace => ({ kind: "folder", path, label: path })),
    workFolder: join(root, "work"),
    retention: { daily: 7, weekly: 4, monthly: 12 },
  };
  const quiet = { info() {}, error() {} };
  const context = backupContext(plan, clock);
  const desk = new BackupDesk({
    verbs: {
      ...startBackupWork(new URL("backup-worker.ts", workers), plan),
      list: () => listEverywhere(context),
    },
    database: () => database,
    clock,
    newId,
    whileReplacing: (work) => work(() => {}),
    log: quiet,
  });
  const mail = await startMailServer();
  const schedule = { pattern: "30 3 * * *" };
  const route = { url: mail.url, from: "tas@example.org", to: ["me@example.org"] };
  const alerts = new Alerts({
    clock,
    place: "https://tasks.example.org",
    memory: databaseMemory(() => database),
    send: (letter) => sendMail(route, letter, { warn() {} }),
  });
  const provenFrom = () => desk.provenFrom();
  const check = new BackupCheck({ database: () => database, startedAt: clock(), schedule, provenFrom });
  const jobs = startBackupJobs({
    desk,
    database: () => database,
    clock,
    after,
    schedule,
    spreadsheets: { every: "daily", worker: new URL("spreadsheet-copy-worker.ts", workers), plan },
    tell: (unwritten) => {
      if (unwritten) check.hear(unwritten);
      return alerts.look(check);
    },
    log: quiet,
  });
  onTestFinished(() => jobs.stop());
  return {
    desk,
    database,
    mail,
    clock,
    jobs,
    /** Lets time pass, and everything happen that was planned for it. */
    pass(milliseconds: number) {
      ahead += milliseconds;
      for (const [key, { at, call }] of planned) {
        if (at > clock()) continue;
        planned.delete(key);
        call();
      }
    },
  };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

eachDialect((_engine, _open, fresh) => {
  test("a backup that is owed is made, proven, and beside it lie everybody's tables; nobody is written to", async () => {
    const at = await running(fresh, (root) => [join(root, "one"), join(root, "two")]);
    at.pass(3 * minute);
    await until(async () => (await findBackupRecord(at.database)) !== undefined);
    const record = await findBackupRecord(at.database);
    expect(record?.troubles).toEqual([]);
    expect(at.clock() - (record?.provenFrom ?? 0)).toBeLessThan(5 * minute);
    const { backups } = await at.desk.shelf.list();
    expect(backups).toMatchObject([{ label: "scheduled", people: 1 }]);
    const [made] = backups;
    expect(made?.provenAt).not.toBeNull();
    expect(made?.places).toHaveLength(2);
    for (const place of made?.places ?? []) {
      expect((await readdir(join(place, "spreadsheet"))).length).toBe(2);
    }
    // Once: the next look finds nothing to do.
    await until(async () => (await at.desk.current()).work?.state === "done");
    at.pass(2 * minute);
    await at.jobs.stop();
    expect((await at.desk.shelf.refresh()).backups).toHaveLength(1);
    expect(at.mail.mails).toEqual([]);
  }, 60_000);

  test("when one place fails the other has the backup, and the host gets a mail that names it", async () => {
    const at = await running(fresh, (root) => [join(root, "one"), "/dev/null/no-folder"]);
    at.pass(3 * minute);
    await until(() => at.mail.mails.length > 0);
    expect(at.mail.mails).toHaveLength(1);
    expect(at.mail.mails[0]?.subject).toBe("Backups need a look: tasks.example.org");
    expect(at.mail.mails[0]?.body).toContain("/dev/null/no-folder");
    expect(at.mail.mails[0]?.body).not.toContain("rosalinde");
    expect((await at.desk.shelf.list()).backups).toHaveLength(1);
    expect(at.desk.failures).toBe(0);
  }, 60_000);

  test("when no place takes it the host gets a mail, and it counts as failed", async () => {
    const at = await running(fresh, () => ["/dev/null/no-folder"]);
    at.pass(3 * minute);
    await until(() => at.mail.mails.length > 0);
    expect(at.mail.mails[0]?.body).toContain("There is no proven backup yet.");
    expect(at.desk.failures).toBe(1);
    expect(at.desk.provenFrom()).toBeNull();
  }, 60_000);
});
