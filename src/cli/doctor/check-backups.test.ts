import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { backupContext, backupPlan } from "#archive/backup/backup-context.ts";
import { createBackup } from "#archive/backup/create-backup.ts";
import { keepBackupRecord } from "#features/server/backup-record.ts";
import { eachDialect, type Place } from "#test/support/each-dialect.ts";
import { addPerson } from "#test/support/people.ts";
import { checkBackups } from "./check-backups.ts";

const day = 24 * 60 * 60_000;

async function settingsFor(database: Place, schedule: string | null = "30 3 * * *") {
  const folder = await mkdtemp(join(tmpdir(), "tas-test-check-backups-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "backups");
  return {
    database,
    dataFolder: folder,
    backup: {
      destinations: [{ kind: "folder", path, label: path } as const],
      keep: { daily: 7, weekly: 4, monthly: 12 },
      ageRecipient: null,
      schedule,
    },
  };
}

eachDialect((_engine, _open, fresh) => {
  test("no proven backup is a problem as soon as somebody is here", async () => {
    const place = await fresh.place("migrated");
    const settings = await settingsFor(place);
    expect(await checkBackups(settings, Date.now())).toMatchObject([{ name: "backups", state: "note" }]);
    await addPerson(await fresh.openAt(place), "ann");
    expect(await checkBackups(settings, Date.now())).toMatchObject([
      { name: "backups", state: "problem", saw: "There is no proven backup." },
    ]);
  });

  test("a proven backup is well for two intervals, and then a problem", async () => {
    const place = await fresh.place("migrated");
    await addPerson(await fresh.openAt(place), "ann");
    const settings = await settingsFor(place);
    await createBackup(backupContext(backupPlan(settings)), { label: "manual" });
    const soon = await checkBackups(settings, Date.now() + 1.9 * day);
    expect(soon).toMatchObject([{ state: "ok" }]);
    const late = await checkBackups(settings, Date.now() + 2.1 * day);
    expect(late).toMatchObject([{ state: "problem" }]);
    expect(late[0]?.saw).toContain("2 days old");
    expect(late[0]?.advice).toContain("tas backup create");
    // Without a schedule nothing is late, but it is said.
    const byHand = { ...settings, backup: { ...settings.backup, schedule: null } };
    expect(await checkBackups(byHand, Date.now() + 30 * day)).toMatchObject([
      { state: "ok" },
      { state: "note", saw: "BACKUP_SCHEDULE is off: backups are only made by hand." },
    ]);
  });

  test("a place that cannot be looked into, and what the last backup complained of, are named", async () => {
    const place = await fresh.place("migrated");
    const database = await fresh.openAt(place);
    await addPerson(database, "ann");
    const settings = await settingsFor(place);
    const [destination] = settings.backup.destinations;
    await writeFile(destination?.path ?? "", "a file, no folder");
    await keepBackupRecord(database, { at: 1, provenFrom: null, troubles: ["The store says no."] });
    const found = await checkBackups(settings, Date.now());
    expect(found.map(({ name, state }) => [name, state])).toEqual([
      ["backup place", "problem"],
      ["backups", "problem"],
      ["backups", "problem"],
    ]);
    expect(found[0]?.saw).toContain(destination?.path);
    expect(found[2]?.saw).toBe("The store says no.");
  });
});

test("a database that is not there yet is not made by looking", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tas-test-check-backups-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const settings = await settingsFor({ engine: "sqlite", path: join(folder, "none.db") });
  expect(await checkBackups(settings, Date.now())).toMatchObject([{ state: "note" }]);
});
