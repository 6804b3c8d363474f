import { expect, test } from "vitest";
import { keepBackupRecord } from "#features/server/backup-record.ts";
import type { Database } from "#storage/database.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startMailServer } from "#test/support/mail-server.ts";
import { addPerson } from "#test/support/people.ts";
import { sendMail } from "../mail.ts";
import { Alerts } from "./alerts.ts";
import { BackupCheck, patienceAfterStart } from "./check-backup.ts";
import { databaseMemory } from "./database-memory.ts";

const hour = 60 * 60_000;
const day = 24 * hour;
const start = Date.parse("2026-11-21T12:00:00Z");
const schedule = { pattern: "30 2 * * *", timeZone: "Europe/Berlin" };

/** A process that looks after the alerts of a database, with a clock of the test's. */
function watcher(database: Database, send: (mail: { subject: string; text: string }) => Promise<boolean>) {
  const time = { now: start };
  const check = new BackupCheck({
    database: () => database,
    startedAt: start,
    schedule,
    provenFrom: () => null,
  });
  const mails = new Alerts({
    clock: () => time.now,
    place: "https://tasks.example.org/app",
    memory: databaseMemory(() => database),
    send,
  });
  const look = (unwritten?: readonly string[]) => {
    if (unwritten) check.hear(unwritten);
    return mails.look(check);
  };
  return { alerts: { look }, time };
}

function postbox(takes = () => true) {
  const mails: { subject: string; text: string }[] = [];
  return {
    mails,
    send: async (mail: { subject: string; text: string }) => {
      if (!takes()) return false;
      mails.push(mail);
      return true;
    },
  };
}

eachDialect((_engine, open, fresh) => {
  test("a failed backup is told in a real mail: what, where, since when, what to do; and once when it is over", async () => {
    const database = await open();
    const server = await startMailServer();
    const route = { url: server.url, from: "tas@example.org", to: ["me@example.org"] };
    const { alerts, time } = watcher(database, (mail) => sendMail(route, mail, { warn() {} }));
    await keepBackupRecord(database, { at: start - day, provenFrom: start - day, troubles: [] });
    await alerts.look();
    expect(server.mails).toEqual([]);

    const trouble = 'The disk became full while "/srv/backups" was written; nothing of it was kept.';
    await keepBackupRecord(database, { at: start, provenFrom: null, troubles: [trouble] });
    await alerts.look();
    expect(server.mails).toMatchObject([{ subject: "Backups need a look: tasks.example.org" }]);
    const body = server.mails[0]?.body ?? "";
    expect(body).toContain("https://tasks.example.org/app");
    expect(body).toContain(trouble);
    expect(body).toContain("2026-11-20 12:00 UTC (24 hours ago)");
    expect(body).toContain('"tas doctor"');

    time.now = start + 23 * hour;
    await alerts.look();
    expect(server.mails).toHaveLength(1);
    time.now = start + day;
    await alerts.look();
    expect(server.mails).toHaveLength(2);

    await keepBackupRecord(database, { at: time.now, provenFrom: time.now, troubles: [] });
    await alerts.look();
    await alerts.look();
    expect(server.mails.map(({ subject }) => subject)).toEqual([
      "Backups need a look: tasks.example.org",
      "Backups need a look: tasks.example.org",
      "Backups are well again: tasks.example.org",
    ]);
  });

  test("a proven backup older than two intervals is told, once there was time to make up for it", async () => {
    const database = await open();
    await addPerson(database, "ann");
    const { mails, send } = postbox();
    await keepBackupRecord(database, { at: start, provenFrom: start - 5 * day, troubles: [] });
    const { alerts, time } = watcher(database, send);
    await alerts.look();
    expect(mails).toEqual([]);
    time.now = start + patienceAfterStart;
    await alerts.look();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain("The last proven backup is 5 days old");
  });

  test("where nothing was ever proven it is told when two intervals are over, and not where nobody is", async () => {
    const database = await open();
    const { mails, send } = postbox();
    const { alerts, time } = watcher(database, send);
    time.now = start + 3 * day;
    await alerts.look();
    expect(mails).toEqual([]);
    await addPerson(database, "ann");
    await alerts.look();
    expect(mails[0]?.text).toContain("No backup was proven");
    expect(mails.map(({ text }) => text).join()).not.toContain("ann");
  });

  test("of several processes one writes", async () => {
    const place = await fresh.place("migrated");
    const { mails, send } = postbox();
    const watchers = await Promise.all([1, 2, 3].map(async () => watcher(await fresh.openAt(place), send)));
    const database = await fresh.openAt(place);
    await keepBackupRecord(database, { at: start, provenFrom: null, troubles: ["The store says no."] });
    await Promise.all(watchers.map(({ alerts }) => alerts.look()));
    await Promise.all(watchers.map(({ alerts }) => alerts.look()));
    expect(mails).toHaveLength(1);
  });

  test("a mail that was not taken is tried again at the next look", async () => {
    const database = await open();
    let isThere = false;
    const { mails, send } = postbox(() => isThere);
    const { alerts } = watcher(database, send);
    await keepBackupRecord(database, { at: start, provenFrom: null, troubles: ["The store says no."] });
    await alerts.look();
    expect(mails).toEqual([]);
    isThere = true;
    await alerts.look();
    await alerts.look();
    expect(mails).toHaveLength(1);
  });

  test("a clock that is set back does not silence it", async () => {
    const database = await open();
    const { mails, send } = postbox();
    const { alerts, time } = watcher(database, send);
    await keepBackupRecord(database, { at: start, provenFrom: null, troubles: ["The store says no."] });
    time.now = start + 1000 * day;
    await alerts.look();
    time.now = start + hour;
    await alerts.look();
    await alerts.look();
    expect(mails).toHaveLength(2);
  });

  test("trouble is told even when the database cannot be written to", async () => {
    const database = await open();
    const { mails, send } = postbox();
    const broken: Database = {
      ...database,
      write: async () => {
        throw new Error("The disk is full.");
      },
    };
    const { alerts } = watcher(broken, send);
    await alerts.look(["The disk is full."]);
    await alerts.look();
    expect(mails).toHaveLength(1);
    await alerts.look([]);
    expect(mails.at(-1)?.subject).toContain("well again");
  });
});
