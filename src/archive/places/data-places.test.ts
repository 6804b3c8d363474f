import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadConfig } from "#config/config.ts";
import { everyone, openDatabase } from "#storage/database.ts";
import { findLocal } from "#storage/local-state.ts";
import { migrate } from "#storage/migrate.ts";
import { awayDestination } from "#test/support/backups.ts";
import { addPerson } from "#test/support/rows.ts";
import { backupContext, backupPlan } from "../backup/backup-context.ts";
import { createBackup } from "../backup/create-backup.ts";
import { restoreBackup } from "../backup/restore-backup.ts";
import { dataPlaces } from "./data-places.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-places-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function configIn(own: string, url = `sqlite:${own}/mine.db`, more: Record<string, string> = {}) {
  return loadConfig({ SECRET_KEY: "k".repeat(40), DATABASE_URL: url, ...more }, own);
}

test("a place that is still empty is named with its whole paths, and nothing is made there", async () => {
  const own = join(folder, "new");
  const places = await dataPlaces(configIn(own));
  expect(
    places.map(({ kind, path, bytes }) => ({ kind, path, bytes: bytes === null ? null : bytes > 0 })),
  ).toEqual([
    { kind: "database", path: join(own, "mine.db"), bytes: null },
    { kind: "data-folder", path: own, bytes: null },
    { kind: "uploads", path: join(own, "uploads"), bytes: null },
    { kind: "exports", path: join(own, "exports"), bytes: null },
    { kind: "backups", path: join(own, "backups"), bytes: null },
    { kind: "free", path: own, bytes: true },
  ]);
  expect(await readdir(folder)).toEqual([]);
});

test("a place that is lived in tells sizes, the -wal while it is there, and the newest backup", async () => {
  const own = join(folder, "lived");
  const config = configIn(own);
  const database = await openDatabase(config.database);
  await migrate(database);
  await addPerson(database);
  await mkdir(join(own, "uploads", "one"), { recursive: true });
  await writeFile(join(own, "uploads", "one", "file.zip"), Buffer.alloc(5_000));
  const { receipt } = await createBackup(backupContext(backupPlan(config)), { label: "manual" });
  const places = await dataPlaces(config);
  const one = (kind: string) => places.find((place) => place.kind === kind);
  expect(places.filter(({ kind }) => kind === "database").map(({ path }) => path)).toEqual(
    ["", "-wal", "-shm"].map((end) => join(own, `mine.db${end}`)),
  );
  expect(one("uploads")).toMatchObject({ bytes: 5_000, note: null });
  expect(one("data-folder")?.bytes).toBeGreaterThan(5_000);
  expect(one("backups")).toMatchObject({ path: join(own, "backups"), bytes: receipt.file.size });
  expect(one("backups")?.note).toMatch(/^1 backup, the newest of .+ UTC, the newest proven of .+ UTC$/u);
  await database.close();
});

test("of a database server its address is told, without the password", async () => {
  const config = configIn(join(folder, "server"), "postgres://tas:sesame@db.example:5432/tasks");
  const [first, ...others] = await dataPlaces(config, { databaseBytes: 7 });
  expect(first).toMatchObject({ kind: "database", path: "postgres://tas@db.example:5432/tasks", bytes: 7 });
  expect(JSON.stringify([first, ...others])).not.toContain("sesame");
});

test("what a restore replaced is named with its path where no folder takes backups, and so are damaged files", async () => {
  const own = join(folder, "away");
  const config = configIn(own);
  const database = await openDatabase(config.database);
  await migrate(database);
  await addPerson(database);
  const context = backupContext(backupPlan(config));
  const { receipt } = await createBackup(context, { label: "manual" });
  const archive = join(own, "backups", receipt.file.name);
  const nowhere = { ...context, destinations: [awayDestination] };
  const { safetyCopy, safetyPlace, troubles } = await restoreBackup(nowhere, archive);
  const notice = await database.read(everyone, (tx) => findLocal(tx, "notice"));
  await database.close();
  expect(safetyPlace).toBeNull();
  expect(troubles.join(" ")).toContain(`"${safetyCopy}"`);
  expect(notice?.text).toContain(`the copy ${basename(safetyCopy ?? "")};`);
  await writeFile(join(own, "mine.db"), Buffer.alloc(9_000, 7));
  const damaged = await restoreBackup(nowhere, archive);
  expect(damaged.troubles.join(" ")).toContain(`"${damaged.safetyCopy}"`);
  const again = await openDatabase(config.database);
  const told = await again.read(everyone, (tx) => findLocal(tx, "notice"));
  await again.close();
  expect(told?.text).toContain(`kept as ${basename(damaged.safetyCopy ?? "")};`);
  const kept = (await dataPlaces(config)).filter(({ kind }) => kind === "kept");
  expect(kept).toMatchObject([
    { path: safetyCopy, bytes: expect.any(Number), note: expect.stringContaining("tas backup restore") },
    { path: damaged.safetyCopy, bytes: 9_000, note: expect.stringContaining("tas rescue") },
  ]);
  expect(kept.map(({ path }) => path)).toEqual([
    expect.stringMatching(/^\/.*\/away\/work\/before-restore-.*\.ndjson\.gz$/u),
    expect.stringMatching(/^\/.*\/away\/mine\.db\.damaged-.*Z$/u),
  ]);
});

test("the place where every change is copied to is named: a folder with its size, a store without a key", async () => {
  const own = join(folder, "copied");
  const elsewhere = join(folder, "litestream");
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, "0001.wal"), Buffer.alloc(700));
  const replicaOf = async (to: string) => {
    const secrets = { S3_ACCESS_KEY_ID: "who", S3_SECRET_ACCESS_KEY: "sesame" };
    const places = await dataPlaces(configIn(own, undefined, { REPLICATE_TO: to, ...secrets }));
    expect(JSON.stringify(places)).not.toContain("sesame");
    return places.filter(({ kind }) => kind === "replica");
  };
  expect(await replicaOf(elsewhere)).toMatchObject([{ path: elsewhere, bytes: 700 }]);
  expect(await replicaOf("s3://copies/tas")).toMatchObject([
    { path: expect.stringContaining("s3://copies/tas"), bytes: null },
  ]);
});
