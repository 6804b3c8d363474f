import { generateIdentity, identityToRecipient } from "age-encryption";
import SqliteDatabase from "better-sqlite3";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { everyone, openDatabase } from "#storage/database.ts";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { keepLocal } from "#storage/local-state.ts";
import { migrate } from "#storage/migrate.ts";
import { addAreas, awayDestination, backupsOf } from "#test/support/backups.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { addPerson, area } from "#test/support/rows.ts";
import { loadRelease } from "../../../test/upgrade/release.ts";
import { archiveName, receiptName } from "./backup-id.ts";
import { createBackup } from "./create-backup.ts";
import { listBackups, listEverywhere } from "./list-backups.ts";
import { proveBackup } from "./prove-backup.ts";
import { restoreBackup } from "./restore-backup.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-backup-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

eachDialect((engine, _open, { place, openAt }) => {
  const lived = async () => {
    const target = await place("migrated");
    const database = await openAt(target);
    await addAreas(database, "garden", "kitchen");
    return { target, database };
  };

  test("a backup is listed as proven, with what is in it and where it is, for its owner alone", async () => {
    const { target } = await lived();
    const context = await backupsOf(target, folder, { folders: ["a", "b"] });
    const { receipt, places, troubles } = await createBackup(context, { label: "manual" });
    expect({ places, troubles }).toEqual({ places: ["a", "b"], troubles: [] });
    expect(receipt).toMatchObject({ engine, encrypted: false, rows: 3, people: 1 });
    expect(await listBackups(context)).toMatchObject([
      { id: receipt.id, label: "manual", provenAt: receipt.provenAt, rows: 3, people: 1, places: ["a", "b"] },
    ]);
    expect(await readdir(context.workFolder)).toEqual([]);
    for (const at of ["a", "b"]) {
      const names = await readdir(context.at(at));
      expect(names).toEqual([archiveName(receipt.id, false), receiptName(receipt.id)]);
      for (const name of names) expect((await stat(join(context.at(at), name))).mode & 0o777).toBe(0o600);
      expect((await stat(context.at(at))).mode & 0o777).toBe(0o700);
    }
  });

  test("an account whose rows cannot be read keeps nobody else from having a backup, and is told of", async () => {
    const { target, database } = await lived();
    const context = await backupsOf(target, folder);
    const odd = await addPerson(database);
    const task = { searchText: "", notes: "", version: 1, categories: "no JSON", lastUsedAt: 1 };
    await database.write(odd, (tx) => insertMany(tx, "task", [{ ...area(odd, "odd"), ...task }]));
    await database.write(everyone, (tx) =>
      tx.updateTable("userAccount").set({ lastSeenAt: 9 }).where("id", "=", odd).execute(),
    );
    const { receipt, troubles } = await createBackup(context, { label: "manual" });
    expect(receipt.provenAt).not.toBeNull();
    expect(troubles).toEqual([expect.stringMatching(/^One account cannot be opened, in the copy as here/u)]);
    await database.write(everyone, (tx) => tx.deleteFrom("userAccount").where("id", "!=", odd).execute());
    // Alone it proves nothing, but is kept: a copy of the same rows is better than none.
    await expect(createBackup(context, { label: "manual" })).rejects.toMatchObject({ code: "not-proven" });
    expect(await listBackups(context)).toContainEqual(expect.objectContaining({ provenAt: null, people: 1 }));
  });

  test("a database whose data was moved away is still backed up", async () => {
    const { target, database } = await lived();
    const moved = { to: "elsewhere", at: 1, receipt: "" };
    await database.write(everyone, (tx) => keepLocal(tx, "moved", moved));
    const { receipt } = await createBackup(await backupsOf(target, folder), { label: "manual" });
    expect(receipt).toMatchObject({ rows: 3, provenAt: expect.any(Number) });
  });

  test("one destination that fails is named and does not spoil the other; if all fail nothing is said to be kept", async () => {
    const { target } = await lived();
    const context = await backupsOf(target, folder);
    const two = { ...context, destinations: [awayDestination, ...context.destinations] };
    const { places, troubles } = await createBackup(two, { label: "scheduled" });
    expect(places).toEqual(["a"]);
    expect(troubles).toEqual(["Not stored at s3://away/: s3://away/ does not answer; look at the network."]);
    const list = await listEverywhere(two);
    expect(list.backups).toHaveLength(1);
    expect(list.troubles).toMatchObject([expect.stringContaining("cannot be looked into")]);
    const none = { ...context, destinations: [awayDestination] };
    await expect(createBackup(none, { label: "scheduled" })).rejects.toMatchObject({ code: "not-stored" });
    await expect(listBackups(none)).rejects.toMatchObject({ code: "backup-not-found" });
  });

  test("without room nothing is begun, and the sentence says how much is needed where", async () => {
    const { target } = await lived();
    const context = await backupsOf(target, folder, { freeSpace: async () => 1000 });
    await expect(createBackup(context, { label: "manual" })).rejects.toMatchObject({
      code: "no-room",
      message: expect.stringMatching(/about \d+ MB are needed and 1 MB are free/u),
    });
    expect(await readdir(context.workFolder)).toEqual([]);
  });

  test("stopped at any stage, it leaves nothing behind", async () => {
    const { target } = await lived();
    for (const stage of ["write", "verify", "restore", "compare", "store"]) {
      const context = await backupsOf(target, folder);
      const stopping = new AbortController();
      const making = createBackup(context, {
        label: "manual",
        signal: stopping.signal,
        onProgress: (now) => (now === stage ? stopping.abort() : undefined),
      });
      await expect(making, stage).rejects.toMatchObject({ name: "AbortError" });
      expect(await listBackups(context), stage).toEqual([]);
      expect(await readdir(context.workFolder), stage).toEqual([]);
    }
  });

  test("what is tried in the scratch database sees the rows, and its failure is the backup's", async () => {
    const { target, database } = await lived();
    const context = await backupsOf(target, folder);
    const failing = createBackup(context, {
      label: "pre-update",
      async onScratch(scratch) {
        expect(scratch).not.toBe(database);
        await addAreas(scratch, "attic");
        throw new Error("The next step fails.");
      },
    });
    await expect(failing).rejects.toThrow("The next step fails.");
    expect(await listBackups(context)).toEqual([]);
  });

  test("a database without tables is nothing to back up", async () => {
    const context = await backupsOf(await place("empty"), folder);
    await expect(createBackup(context, { label: "manual" })).rejects.toMatchObject({
      code: "nothing-to-back-up",
    });
  });

  test("a database of an older version is proven as it is", async () => {
    const target = await place("empty");
    await loadRelease("0.1.0", target);
    const context = await backupsOf(target, folder);
    const { receipt, troubles } = await createBackup(context, { label: "pre-update" });
    expect(troubles).toEqual([]);
    expect(receipt.provenAt).not.toBeNull();
    expect(receipt.migrations).toHaveLength(4);
  });

  test("an encrypted backup is proven before, and again by whoever has the key", async () => {
    const { target } = await lived();
    const identity = await generateIdentity();
    const lock = { recipients: [await identityToRecipient(identity)] };
    const context = await backupsOf(target, folder, { lock });
    const { receipt } = await createBackup(context, { label: "manual" });
    expect(receipt).toMatchObject({ encrypted: true, file: { name: archiveName(receipt.id, true) } });
    const stored = await readFile(join(context.at("a"), receipt.file.name));
    expect(stored.subarray(0, 21).toString()).toBe("age-encryption.org/v1");
    expect(await listBackups(context)).toMatchObject([{ encrypted: true, provenAt: receipt.provenAt }]);
    await expect(proveBackup(context, receipt.id)).rejects.toMatchObject({ code: "archive-locked" });
    const key = { identities: [identity] };
    expect(await proveBackup(context, receipt.id, { key })).toMatchObject({ places: ["a"], rows: 3 });
    // What could only not be opened is as good as before.
    expect((await listBackups(context))[0]?.provenAt).not.toBeNull();
    const both = await backupsOf(target, folder, { lock, key });
    expect((await createBackup(both, { label: "manual" })).receipt.encrypted).toBe(true);
  });

  test("proving again finds the copy that was damaged since, and believes it no more", async () => {
    const { target } = await lived();
    const context = await backupsOf(target, folder, { folders: ["a", "b"] });
    const { receipt } = await createBackup(context, { label: "manual" });
    const path = join(context.at("a"), receipt.file.name);
    const bytes = await readFile(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const proven = await proveBackup(context, receipt.id);
    expect(proven.places).toEqual(["b"]);
    expect(proven.troubles).toEqual([expect.stringMatching(/^a: .*its bytes are not those/u)]);
    expect(await listBackups(context)).toMatchObject([
      { provenAt: proven.provenAt, troubles: ["a: the copy there is not proven"] },
    ]);
    await rm(join(context.at("b"), receipt.file.name));
    await expect(proveBackup(context, receipt.id)).rejects.toMatchObject({ code: "archive-damaged" });
    expect(await listBackups(context)).toMatchObject([{ provenAt: null }]);
  });

  test.skipIf(engine === "sqlite")("needs no right to make databases (a right of servers)", async (run) => {
    const target = await place("empty");
    if (target.engine !== "postgres") return run.skip("A file has no roles.");
    const admin = new Client({ connectionString: target.url });
    await admin.connect();
    try {
      const { rowCount } = await admin.query("select 1 from pg_roles where rolname = 'tas_plain'");
      if (rowCount === 0) return run.skip("The given server has no role tas_plain.");
      const url = new URL(target.url);
      await admin.query(`grant create on database ${url.pathname.slice(1)} to tas_plain`);
      await admin.query("grant usage, create on schema public to tas_plain");
      url.username = "tas_plain";
      const own = { engine: "postgres", url: url.href } as const;
      const database = await openDatabase(own, { poolSize: 2 });
      await migrate(database);
      await addAreas(database, "garden");
      await database.close();
      const context = await backupsOf(own, folder);
      const { receipt, troubles } = await createBackup(context, { label: "manual" });
      expect({ people: receipt.people, troubles }).toEqual({ people: 1, troubles: [] });
      const report = await restoreBackup(context, receipt.id);
      expect(report).toMatchObject({ people: 1, rows: 2 });
      const { rows } = await admin.query(
        "select nspname from pg_namespace where nspname like 'tas_scratch%'",
      );
      expect(rows).toEqual([]);
    } finally {
      await admin.end();
    }
  });
});

describe("on files only", () => {
  test("a copy whose rows break their own rules is kept, and never called proven", async () => {
    const path = join(folder, "orphans.db");
    const database = await openDatabase({ engine: "sqlite", path });
    await migrate(database);
    const person = await addAreas(database, "garden");
    await database.close();
    const raw = new SqliteDatabase(path);
    raw.pragma("foreign_keys = off");
    raw.prepare("delete from user_account where id = ?").run(person);
    raw.close();
    const context = await backupsOf({ engine: "sqlite", path }, folder);
    await expect(createBackup(context, { label: "manual" })).rejects.toMatchObject({ code: "not-proven" });
    expect(await listBackups(context)).toMatchObject([{ provenAt: null, rows: 1 }]);
  });

  test("a database that is not there is not made", async () => {
    const path = join(folder, "nowhere.db");
    const context = await backupsOf({ engine: "sqlite", path }, folder);
    await expect(createBackup(context, { label: "manual" })).rejects.toMatchObject({
      code: "nothing-to-back-up",
    });
    await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("what a killed run left in the work folder goes after a day, and nothing else", async () => {
    const path = join(folder, "left.db");
    const database = await openDatabase({ engine: "sqlite", path });
    await migrate(database);
    await database.close();
    const context = await backupsOf({ engine: "sqlite", path }, folder);
    const old = new Date(Date.now() - 25 * 60 * 60_000);
    const download = `.download-${crypto.randomUUID()}.0123456789ab.part`;
    for (const name of ["backup-aaaaaa", "backup-bbbbbb", "mine", download]) {
      await mkdir(join(context.workFolder, name), { recursive: true });
      await writeFile(join(context.workFolder, name, "file"), "");
      if (name !== "backup-bbbbbb") await utimes(join(context.workFolder, name), old, old);
    }
    await createBackup(context, { label: "manual" });
    expect(await readdir(context.workFolder)).toEqual(["backup-bbbbbb", "mine"]);
  });
});
