import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, type DatabaseTarget, everyone } from "#storage/database.ts";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { findLocal } from "#storage/local-state.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { addPerson, area, areaNames } from "#test/support/rows.ts";
import { type BackupContext, backupContext } from "./backup-context.ts";
import { createBackup } from "./create-backup.ts";
import { listBackups } from "./list-backups.ts";
import { restoreBackup } from "./restore-backup.ts";
import { standardRetention } from "./retention.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-restore-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function contextFor(target: DatabaseTarget, more: Partial<BackupContext> = {}): Promise<BackupContext> {
  const home = await mkdtemp(join(folder, "home-"));
  const stored = join(home, "backups");
  const plan = {
    target,
    places: [{ kind: "folder", path: stored, label: stored } as const],
    workFolder: join(home, "work"),
    retention: standardRetention,
  };
  return { ...backupContext(plan), ...more };
}

async function addAreas(database: Database, ...names: string[]): Promise<void> {
  const person = await addPerson(database);
  await database.write(person, (tx) =>
    insertMany(
      tx,
      "area",
      names.map((name) => area(person, name)),
    ),
  );
}

const allAreas = (database: Database) => database.read(everyone, areaNames);

eachDialect((_engine, _open, { place, openAt }) => {
  test("a restore brings back what a backup holds, keeps what it replaces, and tells everybody", async () => {
    const target = await place("migrated");
    const database = await openAt(target);
    await addAreas(database, "garden");
    const context = await contextFor(target);
    const { receipt } = await createBackup(context, { label: "manual" });
    await addAreas(database, "kitchen");
    const report = await restoreBackup(context, receipt.id);
    expect(report).toMatchObject({ backup: receipt.id, rows: 2, people: 1, upgraded: false });
    expect(await allAreas(database)).toEqual(["garden"]);
    const notice = await database.read(everyone, (tx) => findLocal(tx, "notice"));
    expect(notice?.text).toMatch(
      /^Restored to the state of .* UTC; what was entered between then and .* UTC is kept in the copy /u,
    );
    expect(notice?.text).toContain(report.safetyCopy);
    const [newest] = await listBackups(context);
    expect(newest).toMatchObject({ id: report.safetyCopy, label: "before-restore", provenAt: null, rows: 4 });
    expect(await readdir(context.workFolder)).toEqual([]);
    // And back again, as often as one likes.
    await restoreBackup(context, report.safetyCopy ?? "");
    expect(await allAreas(database)).toEqual(["garden", "kitchen"]);
    await addAreas(database, "attic");
    await restoreBackup(context, receipt.id);
    expect(await allAreas(database)).toEqual(["garden"]);
  });
});
