import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, everyone, exclusively, openDatabase } from "#storage/database.ts";
import { findLocal, keepLocal } from "#storage/local-state.ts";
import { migrate, migrationStatus } from "#storage/migrate.ts";
import { migrations } from "#storage/migrations/index.ts";
import type { StorageError } from "#storage/storage-error.ts";
import { addAreas, allAreas, backupsOf, hashOfAll } from "#test/support/backups.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { expectedOf, loadRelease } from "../../../test/upgrade/release.ts";
import { readAsApp } from "../../../test/upgrade/read-as-app.ts";
import { writeArchive } from "../portable/write-archive.ts";
import { createBackup } from "./create-backup.ts";
import type { Destination } from "./destination/destination.ts";
import { listBackups } from "./list-backups.ts";
import { restoreBackup } from "./restore-backup.ts";

let folder = "";
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-restore-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fresh = (ending: string) => join(folder, `${++made}.${ending}`);
const noticeOf = (database: Database) => database.read(everyone, (tx) => findLocal(tx, "notice"));

eachDialect((engine, _open, { place, openAt }) => {
  /** A database with a garden, and a backup of it. */
  const backedUp = async (folders = ["a"]) => {
    const target = await place("migrated");
    const database = await openAt(target);
    await addAreas(database, "garden");
    const context = await backupsOf(target, folder, { folders });
    const { receipt } = await createBackup(context, { label: "manual" });
    return { target, database, context, receipt };
  };

  test("a restore brings back what a backup holds, keeps what it replaces, and tells everybody", async () => {
    const { database, context, receipt } = await backedUp();
    await addAreas(database, "kitchen");
    const report = await restoreBackup(context, receipt.id);
    expect(report).toMatchObject({
      backup: receipt.id,
      rows: 2,
      people: 1,
      upgraded: false,
      safetyPlace: "a",
    });
    expect(await allAreas(database)).toEqual(["garden"]);
    const notice = await noticeOf(database);
    expect(notice?.text).toMatch(
      /^Restored to the state of .* UTC\. What was entered after that, until .* UTC, is kept in the copy /u,
    );
    expect(notice?.text).toContain(report.safetyCopy);
    const restored = await database.read(everyone, (tx) => findLocal(tx, "restored"));
    expect(restored).toMatchObject({ backup: receipt.id, takenAt: receipt.takenAt });
    const copy = { id: report.safetyCopy, label: "before-restore", provenAt: null, rows: 4 };
    expect(await listBackups(context)).toContainEqual(expect.objectContaining(copy));
    expect(await readdir(context.workFolder)).toEqual([]);
    await addAreas(database, "written at once afterwards");
  });

  test("restoring, opening again and restoring again goes on for as long as one likes", async () => {
    const { target, database, context, receipt } = await backedUp();
    await addAreas(database, "kitchen");
    const { safetyCopy } = await restoreBackup(context, receipt.id);
    for (let turn = 0; turn < 3; turn++) {
      await restoreBackup(context, safetyCopy ?? "");
      expect(await allAreas(database)).toEqual(["garden", "kitchen"]);
      await restoreBackup(context, receipt.id);
      const again = await openDatabase(target, { readers: 1, poolSize: 1 });
      expect(await allAreas(again)).toEqual(["garden"]);
      await again.close();
    }
  });

  test("what was written after the safety copy, while the hold was over, is not replaced", async () => {
    const { target, database, context, receipt } = await backedUp();
    const standStill = async () => {
      const beside = await openAt(target);
      await exclusively(beside, (db) => sql`update lease set expires_at = 1`.execute(db));
      await addAreas(beside, "kitchen");
    };
    const destinations = context.destinations.map(
      (destination): Destination => ({
        ...destination,
        async putText(name, text) {
          await destination.putText(name, text);
          await standStill();
        },
      }),
    );
    const restoring = restoreBackup({ ...context, destinations }, receipt.id);
    await expect(restoring).rejects.toMatchObject({ code: "restore-refused" });
    await expect(restoring).rejects.toThrow(/stood still .* Nothing was changed/u);
    expect(await allAreas(database)).toEqual(["garden", "kitchen"]);
    await restoreBackup(context, receipt.id);
    expect(await allAreas(database)).toEqual(["garden"]);
  });

  test("a table of something else in the same database is in no backup, and no restore touches it", async () => {
    const target = await place("migrated");
    const database = await openAt(target);
    await addAreas(database, "garden");
    const statement = (text: string) => exclusively(database, (db) => sql.raw<object>(text).execute(db));
    await statement("create table recipe (name text)");
    await statement("insert into recipe values ('soup')");
    const context = await backupsOf(target, folder);
    const { receipt } = await createBackup(context, { label: "manual" });
    expect(receipt.tables.map(({ name }) => name)).not.toContain("recipe");
    await addAreas(database, "kitchen");
    await restoreBackup(context, receipt.id);
    expect(await allAreas(database)).toEqual(["garden"]);
    expect((await statement("select name from recipe")).rows).toEqual([{ name: "soup" }]);
  });

  test("an archive of either engine is restored into the other, unchanged", async () => {
    const { database, context, receipt } = await backedUp();
    const other = { engine: "sqlite", path: fresh("db") } as const;
    const report = await restoreBackup(context, receipt.id, { to: other });
    expect(report).toMatchObject({ rows: 2, safetyCopy: null });
    const file = await openAt(other);
    expect(await hashOfAll(file)).toBe(await hashOfAll(database));
    await addAreas(file, "kitchen");
    const there = await backupsOf(other, folder);
    const { receipt: second } = await createBackup(there, { label: "manual" });
    const back = await place("empty");
    await restoreBackup(there, second.id, { to: back });
    expect(await hashOfAll(await openAt(back))).toBe(await hashOfAll(file));
    // Only an empty one is taken by another name than one's own.
    await expect(restoreBackup(there, second.id, { to: back })).rejects.toMatchObject({
      code: "restore-refused",
    });
  });

  test("a new and empty database is set up and filled", async () => {
    const { context, receipt } = await backedUp();
    const target = await place("empty");
    const report = await restoreBackup({ ...context, target }, receipt.id);
    expect(report.safetyCopy).toBeNull();
    const database = await openAt(target);
    expect((await migrationStatus(database)).pending).toEqual([]);
    expect(await allAreas(database)).toEqual(["garden"]);
    expect((await noticeOf(database))?.text).toMatch(/is not here any more\.$/u);
    await addAreas(database, "kitchen");
  });

  test("a backup of an older version is upgraded, into a database of today and of that time", async () => {
    const old = await place("empty");
    await loadRelease("0.1.0", old);
    const context = await backupsOf(old, folder);
    const { receipt } = await createBackup(context, { label: "manual" });
    const expected = await expectedOf("0.1.0");
    const { database, target } = await backedUp();
    const report = await restoreBackup({ ...context, target }, receipt.id);
    expect(report).toMatchObject({ upgraded: true, people: expected.people.length });
    expect(await readAsApp(database, expected.day)).toEqual(expected.people);
    // The database that was never updated keeps a copy of itself as it was.
    const behind = await restoreBackup(context, receipt.id);
    expect(behind.safetyCopy).not.toBeNull();
    const list = await listBackups(context);
    expect(list.find(({ id }) => id === behind.safetyCopy)?.rows).toBe(receipt.rows);
    expect(await readAsApp(await openAt(old), expected.day)).toEqual(expected.people);
  });

  test("of two copies the damaged one is passed over and named", async () => {
    const { database, context, receipt } = await backedUp(["a", "b"]);
    await writeFile(join(context.at("a"), receipt.file.name), "x".repeat(receipt.file.size));
    await addAreas(database, "kitchen");
    const report = await restoreBackup(context, receipt.id);
    expect(report.troubles).toEqual([expect.stringMatching(/^The copy at a cannot be used: /u)]);
    expect(await allAreas(database)).toEqual(["garden"]);
    await rm(join(context.at("b"), receipt.file.name));
    const before = await hashOfAll(database);
    await expect(restoreBackup(context, receipt.id)).rejects.toMatchObject({ code: "archive-damaged" });
    expect(await hashOfAll(database)).toBe(before);
  });

  test("a file that is no backup of everything is refused with what to do instead", async () => {
    const { target, database, context } = await backedUp();
    const before = await hashOfAll(database);
    const person = await database.read(everyone, (tx) =>
      tx.selectFrom("userAccount").select("id").executeTakeFirstOrThrow(),
    );
    const one = fresh("ndjson.gz");
    await writeArchive(database, one, { now: 0, owner: person.id });
    const files: [string, string | Buffer | null, RegExp][] = [
      [one, null, /tas import .* --from archive --user NAME/u],
      [fresh("db"), "SQLite format 3\0 and so on", /DATABASE_URL=sqlite:.*tas move/u],
      [fresh("dump"), "PGDMP and so on", /pg_restore/u],
      [fresh("zip"), "PK and so on", /tas import/u],
      [fresh("gz"), Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), /damaged|no archive/u],
      [fresh("txt"), "Dear diary", /tas backup list/u],
      [fresh("empty"), "", /tas backup list/u],
    ];
    for (const [path, content, sentence] of files) {
      if (content !== null) await writeFile(path, content);
      await expect(restoreBackup(context, path), path).rejects.toThrow(sentence);
    }
    await expect(restoreBackup(context, folder)).rejects.toThrow(/is a folder/u);
    await expect(restoreBackup(context, fresh("none"))).rejects.toThrow(/neither a backup nor a file/u);
    await expect(restoreBackup(context, "2026-01-01T00-00-00Z-0000")).rejects.toThrow(/no backup/u);
    if (target.engine === "sqlite") {
      // A physical copy of a database, for a database of its own kind and for the other one.
      await expect(restoreBackup(context, target.path)).rejects.toThrow(/SQLite database and no archive/u);
    }
    expect(await hashOfAll(database)).toBe(before);
  });

  test("a backup of a newer version is refused", async () => {
    const { target, database, context } = await backedUp();
    const newer = { name: "299901010000-fly", previousReleaseCanRun: true, up: async () => {} };
    await migrate(database, { migrations: [...migrations, newer], appVersion: "9.8.7" });
    const path = fresh("ndjson.gz");
    await writeArchive(database, path, { now: 0 });
    await database.close();
    const elsewhere = { ...context, target: await place("migrated") };
    for (const options of [{}, { to: await place("empty") }]) {
      await expect(restoreBackup(elsewhere, path, options)).rejects.toMatchObject({
        code: "backup-schema-newer",
        message: expect.stringMatching(/newer version than \d+\.\d+\.\d+.*Nothing was changed/u),
      });
    }
    expect(await restoreBackup({ ...context, target }, path)).toMatchObject({ rows: 2 });
  });

  test("writers are told to come back while it lasts", async () => {
    const { target, database, context, receipt } = await backedUp();
    const errors: unknown[] = [];
    const writing: Promise<unknown>[] = [];
    await restoreBackup(context, receipt.id, {
      onProgress(stage) {
        if (stage !== "keep" || writing.length > 0) return;
        writing.push(addAreas(database, "in between").catch((error: unknown) => errors.push(error)));
      },
    });
    await Promise.all(writing);
    expect(errors).toMatchObject([
      { kind: "held", message: expect.stringMatching(/is being restored; back in about/u) },
    ]);
    expect(await allAreas(await openAt(target))).toEqual(["garden"]);
  });

  test("writers are held before the safety copy of an older schema is taken, so nothing comes between", async () => {
    const target = await place("empty");
    const database = await openAt(target);
    const [omitted] = migrations.filter(({ name }) => name.endsWith("-create-imports"));
    await migrate(database, { migrations: migrations.filter((migration) => migration !== omitted) });
    expect((await migrationStatus(database)).pending).toEqual([omitted?.name]);
    await addAreas(database, "garden");
    const context = await backupsOf(target, folder);
    const { receipt } = await createBackup(context, { label: "manual" });
    await addAreas(database, "kitchen");
    const writing: Promise<string>[] = [];
    const report = await restoreBackup(context, receipt.id, {
      onProgress(stage) {
        // Early and late in the making of the safety copy, and before the rows are replaced.
        if (!["keep", "restore"].includes(stage) || writing.length === 3) return;
        const write = addAreas(database, "in between");
        writing.push(write.then(() => "written").catch((error: StorageError) => error.kind));
      },
    });
    expect(new Set(await Promise.all(writing))).toEqual(new Set(["held"]));
    expect((await migrationStatus(database)).pending).toEqual([]);
    expect(await allAreas(database)).toEqual(["garden"]);
    await restoreBackup(context, report.safetyCopy ?? "");
    expect(await allAreas(database)).toEqual(["garden", "kitchen"]);
  });

  test("a database whose data was moved away is left alone, unless one insists", async () => {
    const { database, context, receipt } = await backedUp();
    const marker = { to: "elsewhere", at: 1, receipt: "" };
    await database.write(everyone, (tx) => keepLocal(tx, "moved", marker));
    await expect(restoreBackup(context, receipt.id)).rejects.toMatchObject({ kind: "moved" });
    const report = await restoreBackup(context, receipt.id, { despiteMove: true });
    expect(report.rows).toBe(2);
    expect(await database.read(everyone, (tx) => findLocal(tx, "moved"))).toEqual(marker);
  });

  test("without room nothing is changed; without a place for the safety copy it lies in the work folder", async () => {
    const { database, context, receipt } = await backedUp();
    const before = await hashOfAll(database);
    const nowhere = { ...context, freeSpace: async () => 1000 };
    await expect(restoreBackup(nowhere, receipt.id)).rejects.toMatchObject({ code: "no-room" });
    if (engine === "sqlite") {
      const onlyForWork = async (at: string) => (at === context.workFolder ? 1e12 : 1000);
      const narrow = { ...context, freeSpace: onlyForWork };
      await expect(restoreBackup(narrow, receipt.id)).rejects.toThrow(/for the restored data: about/u);
    }
    expect(await hashOfAll(database)).toBe(before);
    const path = fresh("ndjson.gz");
    await writeFile(path, await readFile(join(context.at("a"), receipt.file.name)));
    const report = await restoreBackup({ ...context, destinations: [] }, path);
    expect(report.safetyCopy).toMatch(/work\/before-restore-.*\.ndjson\.gz$/u);
    // And that file is a way back, too.
    await restoreBackup(context, report.safetyCopy ?? "", { withoutSafetyCopy: true });
    expect(await hashOfAll(database)).toBe(before);
  });

  test("stopped at any stage before the end, everything is as it was", async () => {
    const { database, context, receipt } = await backedUp();
    await addAreas(database, "kitchen");
    const before = await hashOfAll(database);
    for (const stage of ["fetch", "verify", "keep", "restore", "compare"]) {
      const stopping = new AbortController();
      const restoring = restoreBackup(context, receipt.id, {
        signal: stopping.signal,
        onProgress: (now) => (now === stage ? stopping.abort() : undefined),
      });
      await expect(restoring, stage).rejects.toMatchObject({ name: "AbortError" });
      expect(await hashOfAll(database), stage).toBe(before);
      // Nobody is kept waiting for it.
      await database.write(everyone, async () => {});
    }
    expect(await readdir(context.workFolder)).toEqual([]);
    expect(engine).toBe(database.engine);
  });
});
