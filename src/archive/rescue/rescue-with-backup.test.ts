import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";
import { migrations } from "#storage/migrations/index.ts";
import { addAreas, awayDestination, backupsOf } from "#test/support/backups.ts";
import {
  copyOf,
  countRows,
  missingIn,
  rescue,
  rescuedAt,
  restored,
  useLivedFile,
  zeroPage,
} from "#test/support/damaged-file.ts";
import { leavesOfTable, rowsOfFile } from "#test/support/lived-file.ts";
import { startS3Server } from "#test/support/s3-server.ts";
import { oneObject, runTas } from "#test/support/tas-process.ts";
import { loadRelease } from "../../../test/upgrade/release.ts";
import { createBackup } from "../backup/create-backup.ts";
import { openDestination } from "../backup/destination/destination.ts";
import { verifyArchive } from "../portable/read-archive.ts";
import { writeArchive } from "../portable/write-archive.ts";
import { namedBackup, provenBackups } from "./rescue-backup.ts";
import { rescueDatabase } from "./rescue-database.ts";
import { rescueLines } from "./rescue-report.ts";

const lived = useLivedFile();

/** An archive of the file as it is now. */
async function backedUp(path: string): Promise<string> {
  const out = join(path, "../before.ndjson.gz");
  const database = await openDatabase({ engine: "sqlite", path }, { readers: 1 });
  await writeArchive(database, out, { now: rescuedAt - 3_600_000 });
  await database.close();
  return out;
}

async function withBackup(path: string, backup: string) {
  return rescue(path, { backups: async () => [await namedBackup(backup)] });
}

async function zeroMiddleLeaf(path: string, table: string): Promise<string[]> {
  const leaves = leavesOfTable(path, table);
  const leaf = leaves[Math.floor(leaves.length / 2)];
  if (!leaf) throw new Error(`Table ${table} has no page.`);
  await zeroPage(path, leaf.page);
  return leaf.rows;
}

describe("what cannot be read in the file comes from a backup", () => {
  test("made before: every row of it is there, and what is newer and readable, too", async () => {
    for (const table of ["instance", "user_account", "note"]) {
      const path = await copyOf(lived);
      const backup = await backedUp(path);
      const database = await openDatabase({ engine: "sqlite", path });
      await addAreas(database, "newer than the backup");
      await database.close();
      const now = rowsOfFile(path);
      const gone = await zeroMiddleLeaf(path, table);
      const inBackup = new Set(lived.truth.get(table));
      const lost = gone.filter((row) => !inBackup.has(row));
      const { report, out } = await withBackup(path, backup);
      const found = await restored(out);
      expect({ table, missing: missingIn(found, lived.truth) }).toEqual({ table, missing: [] });
      // Only what came after the backup and lay in that page can be gone.
      const newer = new Map(
        [...now].map(([name, rows]) => [name, rows.filter((row) => !lost.includes(row))]),
      );
      expect({ table, missing: missingIn(found, newer) }).toEqual({ table, missing: [] });
      const taken = gone.length - lost.length;
      expect(report.backup).toMatchObject({ takenAt: "2026-11-21T23:00:00.000Z", rows: taken, leftOut: 0 });
      const counted = report.tables.filter(({ fromBackup }) => fromBackup > 0);
      expect(counted).toMatchObject([{ table, fromBackup: taken, lost: { rows: gone.length, exact: true } }]);
      expect(report.fromBackup).toHaveLength(taken);
      expect(countRows(found)).toBe(countRows(now) - lost.length + report.placeholders.length);
      expect(rescueLines(report).join("\n")).toContain(
        `${taken} more rows are from the backup of 2026-11-21 23:00 UTC`,
      );
      await rm(join(path, ".."), { recursive: true });
    }
  }, 120_000);

  test("and nothing is taken for a file that is whole, whatever was deleted in it since", async () => {
    const path = await copyOf(lived);
    const backup = await backedUp(path);
    const raw = new SqliteDatabase(path);
    raw.exec("delete from note; delete from task_area; delete from session");
    raw.close();
    const now = rowsOfFile(path);
    const { report, out } = await withBackup(path, backup);
    expect(report).toMatchObject({ backup: null, backupTroubles: [], fromBackup: [] });
    expect(await restored(out)).toEqual(now);
    // It is not even looked for.
    await rescue(path, { backups: () => Promise.reject(new Error("Nobody should ask.")) });
  });

  test("except rows whose task or person was deleted since, and rows of tables that are whole", async () => {
    const path = await copyOf(lived);
    const backup = await backedUp(path);
    const raw = new SqliteDatabase(path);
    raw.pragma("foreign_keys = on");
    const task = raw
      .prepare<[], string>("select task_id from instance group by task_id order by count(*) desc limit 1")
      .pluck()
      .get();
    raw.prepare("delete from task where id = ?").run(task);
    raw.exec("delete from note");
    raw.close();
    const now = rowsOfFile(path);
    const gone = await zeroMiddleLeaf(path, "instance");
    const { report, out } = await withBackup(path, backup);
    const found = await restored(out);
    expect(missingIn(found, now)).toEqual([]);
    expect(countRows(found)).toBe(countRows(now));
    expect(found.get("task")?.some((row) => row.includes(String(task)))).toBe(false);
    expect(report.placeholders).toEqual([]);
    expect(report.backup).toMatchObject({ rows: gone.length });
    expect(report.backup?.leftOut).toBeGreaterThan(0);
    expect(rescueLines(report).join("\n")).toContain("rows of that backup were left out");
  });

  test("and a row that was deleted after it may come back, which the report counts and names", async () => {
    const path = await copyOf(lived);
    const backup = await backedUp(path);
    const raw = new SqliteDatabase(path);
    const [first] = leavesOfTable(path, "note");
    const id = String((JSON.parse(first?.rows[0] ?? "[]") as unknown[])[1]);
    raw.prepare("delete from note where id = ?").run(id);
    raw.close();
    const gone = await zeroMiddleLeaf(path, "note");
    const { report } = await withBackup(path, backup);
    expect(report.backup?.rows).toBe(gone.length + 1);
    expect(report.fromBackup.filter(({ key }) => key.includes(id))).toHaveLength(1);
    expect(rescueLines(report).join("\n")).toContain(
      "One that was deleted after the backup may have come back",
    );
  });
});

describe("a backup of another version", () => {
  async function released() {
    const path = join(lived.folder, `released-${crypto.randomUUID()}`, "mine.db");
    await mkdir(join(path, ".."));
    await loadRelease("0.1.0", { engine: "sqlite", path });
    return path;
  }

  test("that is older is upgraded and fills a file of today", async () => {
    const path = await released();
    const backup = await backedUp(path);
    expect((await verifyArchive(backup)).header.migrations.length).toBeLessThan(migrations.length);
    const database = await openDatabase({ engine: "sqlite", path });
    await migrate(database);
    await database.close();
    const truth = rowsOfFile(path);
    const gone = await zeroMiddleLeaf(path, "instance");
    const { report, out } = await withBackup(path, backup);
    expect(missingIn(await restored(out), truth)).toEqual([]);
    expect(report.backup?.rows).toBe(gone.length);
  });

  test("fills a file of that same version, and one that is newer than the file is refused", async () => {
    const path = await released();
    const backup = await backedUp(path);
    const truth = rowsOfFile(path);
    const gone = await zeroMiddleLeaf(path, "instance");
    const { report, out } = await withBackup(path, backup);
    expect(missingIn(await restored(out), truth)).toEqual([]);
    expect(report.backup?.rows).toBe(gone.length);
    const newer = await backedUp(await copyOf(lived));
    await expect(withBackup(path, newer)).rejects.toMatchObject({ code: "archive-newer" });
  });
});

test("the newest proven backup that can be read is used by itself; one of another installation never", async () => {
  const path = await copyOf(lived);
  const target = { engine: "sqlite", path } as const;
  const context = await backupsOf(target, lived.folder);
  const { receipt } = await createBackup(context, { label: "manual" });
  const gone = await zeroMiddleLeaf(path, "instance");
  const mine = await rescue(path, { backups: () => provenBackups(context) });
  expect(mine.report.backup).toMatchObject({ name: receipt.id, rows: gone.length });
  expect(missingIn(await restored(mine.out), lived.truth)).toEqual([]);
  const other = join(lived.folder, "other.db");
  const database = await openDatabase({ engine: "sqlite", path: other });
  await migrate(database);
  await addAreas(database, "not mine");
  await database.close();
  const foreign = await backupsOf({ engine: "sqlite", path: other }, lived.folder);
  const { receipt: theirs } = await createBackup(foreign, { label: "manual" });
  const { report, out } = await rescue(path, { backups: () => provenBackups(foreign) });
  expect(report).toMatchObject({ backup: null, fromBackup: [] });
  expect(report.backupTroubles).toEqual([
    `Backup ${theirs.id} was not used: It has no row in common with the file.`,
  ]);
  expect((await restored(out)).get("area")?.join("\n")).not.toContain("not mine");
});

test("a backup that lies in an object store alone is fetched from there; one that is away keeps nobody from the rest", async () => {
  const path = await copyOf(lived);
  const server = await startS3Server();
  try {
    const { endpoint, bucket, credentials } = server;
    const place = { kind: "s3", label: "s3://backups/", bucket, prefix: "", region: "us-east-1" } as const;
    const store = openDestination({ ...place, endpoint, credentials });
    const own = await backupsOf({ engine: "sqlite", path }, lived.folder);
    const context = { ...own, destinations: [store, awayDestination] };
    const { receipt, places } = await createBackup(context, { label: "manual" });
    expect(places).toEqual([store.label]);
    const gone = await zeroMiddleLeaf(path, "instance");
    const { report, out } = await rescue(path, { backups: () => provenBackups(context) });
    expect(report.backup).toMatchObject({ name: receipt.id, rows: gone.length });
    expect(missingIn(await restored(out), lived.truth)).toEqual([]);
  } finally {
    await server.stop();
  }
});

test("a named backup that is no whole archive ends the rescue with nothing written", async () => {
  const path = await copyOf(lived);
  const backup = await backedUp(path);
  await zeroMiddleLeaf(path, "instance");
  const out = join(path, "../out.ndjson.gz");
  await expect(namedBackup(join(path, "../none.ndjson.gz"))).rejects.toMatchObject({
    code: "backup-not-found",
  });
  const named = await namedBackup(backup);
  await zeroPage(backup, 2);
  const rescuing = rescueDatabase(path, out, { now: rescuedAt, backups: async () => [named] });
  await expect(rescuing).rejects.toMatchObject({ code: "archive-damaged" });
  const left = await readdir(join(path, ".."));
  expect(left.filter((name) => !name.startsWith("mine.db"))).toEqual(["before.ndjson.gz"]);
});

test("tas rescue takes what it needs from the folder of backups, or from --with-backup, or from none", async () => {
  const path = await copyOf(lived);
  const own = join(path, "..");
  const run = (...words: string[]) =>
    runTas(["rescue", "mine.db", "--json", "--out", `${crypto.randomUUID()}.ndjson.gz`, ...words], {
      folder: own,
      env: { SECRET_KEY: "sesame-sesame-sesame-sesame-sesame-1", DATABASE_URL: "sqlite:./mine.db" },
    });
  const created = await runTas(["backup", "create", "--json"], {
    folder: own,
    env: { SECRET_KEY: "sesame-sesame-sesame-sesame-sesame-1", DATABASE_URL: "sqlite:./mine.db" },
  });
  expect(created.code).toBe(0);
  const backup = await backedUp(path);
  const gone = await zeroMiddleLeaf(path, "instance");
  expect(oneObject(await run())).toMatchObject({ backup: { rows: gone.length } });
  expect(oneObject(await run("--with-backup", backup))).toMatchObject({
    backup: { name: backup, rows: gone.length },
  });
  expect(oneObject(await run("--without-backup"))).toMatchObject({ backup: null, fromBackup: [] });
  expect((await run("--without-backup", "--with-backup", backup)).code).toBe(2);
}, 60_000);
