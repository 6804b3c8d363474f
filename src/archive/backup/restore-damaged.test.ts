import SqliteDatabase from "better-sqlite3";
import { mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";
import { addAreas, allAreas, backupsOf } from "#test/support/backups.ts";
import { createBackup } from "./create-backup.ts";
import { restoreBackup } from "./restore-backup.ts";

// A server looks after its files itself, so all of this is about files.

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-damaged-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function backedUp() {
  const path = join(await mkdtemp(join(folder, "data-")), "mine.db");
  const target = { engine: "sqlite", path } as const;
  const database = await openDatabase(target);
  await migrate(database);
  await addAreas(database, "garden");
  const context = await backupsOf(target, folder);
  const { receipt } = await createBackup(context, { label: "manual" });
  await addAreas(database, ...Array.from({ length: 3000 }, (_, number) => `place ${number}`));
  await database.close();
  return { path, target, context, receipt };
}

type BackedUp = Awaited<ReturnType<typeof backedUp>>;

async function expectRestored({ path, target, context, receipt }: BackedUp, kept: Buffer): Promise<void> {
  const report = await restoreBackup(context, receipt.id);
  expect(report.safetyCopy).toMatch(/mine\.db\.damaged-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/u);
  expect((await readFile(report.safetyCopy ?? "")).equals(kept)).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const names = await readdir(dirname(path));
  expect(names.filter((name) => name.includes("restoring"))).toEqual([]);
  const again = await openDatabase(target);
  expect(await allAreas(again)).toEqual(["garden"]);
  await addAreas(again, "kitchen");
  await again.close();
  const raw = new SqliteDatabase(path, { readonly: true });
  const notice = raw.prepare("select value from local_state where key = 'notice'").pluck().get();
  raw.close();
  expect(notice).toContain("may still be in the damaged file, which was kept");
}

test("a database whose first page is gone is kept under another name and replaced", async () => {
  const made = await backedUp();
  await overwrite(made.path, 0, Buffer.alloc(4096, 7));
  await expectRestored(made, await readFile(made.path));
});

test("a database with broken pages in the middle is kept under another name and replaced", async () => {
  const made = await backedUp();
  const { size } = await stat(made.path);
  await overwrite(made.path, Math.floor(size / 2), Buffer.alloc(Math.floor(size / 4), 7));
  await expectRestored(made, await readFile(made.path));
});

test("a database that was cut off is kept under another name and replaced", async () => {
  const made = await backedUp();
  const bytes = await readFile(made.path);
  await writeFile(made.path, bytes.subarray(0, bytes.length / 3));
  await expectRestored(made, await readFile(made.path));
});

test("a log that lost its database is kept, too", async () => {
  const made = await backedUp();
  await rename(made.path, `${made.path}-wal`);
  const { safetyCopy } = await restoreBackup(made.context, made.receipt.id);
  const names = await readdir(dirname(made.path));
  expect(names).toContain(`${basename(safetyCopy ?? "")}-wal`);
  const again = await openDatabase(made.target);
  expect(await allAreas(again)).toEqual(["garden"]);
  await again.close();
});

test("a damaged database that a server has open is left to it, with the sentence that helps", async () => {
  const made = await backedUp();
  await overwrite(made.path, 0, Buffer.alloc(4096, 7));
  const before = await readFile(made.path);
  const user = await open(made.path, "r");
  await expect(restoreBackup(made.context, made.receipt.id)).rejects.toThrow(
    new RegExp(`still open in process ${process.pid}\\. Stop the server`, "u"),
  );
  await user.close();
  expect((await readFile(made.path)).equals(before)).toBe(true);
  expect(await readdir(dirname(made.path))).toEqual(["mine.db"]);
});

test("with a damaged backup beside a damaged database nothing is touched", async () => {
  const made = await backedUp();
  await overwrite(made.path, 0, Buffer.alloc(4096, 7));
  await overwrite(join(made.context.at("a"), made.receipt.file.name), 100, Buffer.from("x"));
  await expect(restoreBackup(made.context, made.receipt.id)).rejects.toMatchObject({
    code: "archive-damaged",
  });
  expect(await readdir(dirname(made.path))).toEqual(["mine.db"]);
});

async function overwrite(path: string, at: number, bytes: Buffer): Promise<void> {
  const file = await open(path, "r+");
  await file.write(bytes, 0, undefined, at);
  await file.close();
}
