import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";
import { addPerson, area } from "#test/support/rows.ts";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { type BackupContext, backupContext } from "./backup-context.ts";
import { createBackup } from "./create-backup.ts";
import { listBackups } from "./list-backups.ts";
import { standardRetention } from "./retention.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-backup-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

eachDialect((_engine, _open, { place, openAt }) => {
  test("a backup is listed as proven, with what is in it and where it is", async () => {
    const target = await place("migrated");
    const database = await openAt(target);
    const person = await addPerson(database);
    await database.write(person, (tx) => insertMany(tx, "area", [area(person, "garden")]));
    const home = await mkdtemp(join(folder, "home-"));
    const stored = join(home, "backups");
    const context: BackupContext = backupContext({
      target,
      places: [{ kind: "folder", path: stored, label: stored }],
      workFolder: join(home, "work"),
      retention: standardRetention,
    });
    const { receipt, places, troubles } = await createBackup(context, { label: "manual" });
    expect({ places, troubles }).toEqual({ places: [stored], troubles: [] });
    expect(await listBackups(context)).toMatchObject([
      { id: receipt.id, label: "manual", provenAt: receipt.provenAt, rows: 2, people: 1, places: [stored] },
    ]);
    expect(await readdir(join(home, "work"))).toEqual([]);
    for (const name of await readdir(stored)) {
      expect((await stat(join(stored, name))).mode & 0o777).toBe(0o600);
    }
    expect((await stat(stored)).mode & 0o777).toBe(0o700);
  });
});
