import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { everyone, openDatabase } from "../database.ts";
import { migrate } from "../migrate.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-lock-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Another process holding the write lock of a file until told to let go. */
async function lockElsewhere(path: string): Promise<() => void> {
  const code = `
    const Database = require("better-sqlite3");
    const database = new Database(process.argv[1]);
    database.exec("begin immediate");
    process.stdout.write("locked");
    process.stdin.once("end", () => { database.exec("commit"); database.close(); }).resume();`;
  const child = spawn(process.execPath, ["-e", code, path], { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return () => child.stdin.end();
}

describe("a SQLite file", () => {
  test("is private to the account, as is its folder", async () => {
    const path = join(folder, "private", "tas.db");
    const database = await openDatabase({ engine: "sqlite", path });
    await migrate(database);
    expect((await stat(join(folder, "private"))).mode & 0o777).toBe(0o700);
    for (const suffix of ["", "-wal", "-shm"]) {
      expect((await stat(path + suffix)).mode & 0o777).toBe(0o600);
    }
    await database.close();
  });

  test("is written durably, checks foreign keys and does not trust its schema", async () => {
    const database = await openDatabase({ engine: "sqlite", path: join(folder, "pragmas.db") });
    const settings = await database.write(everyone, async (tx) => {
      const { rows } = await sql`select (select journal_mode from pragma_journal_mode) as journal,
        (select synchronous from pragma_synchronous) as synchronous,
        (select foreign_keys from pragma_foreign_keys) as keys,
        (select trusted_schema from pragma_trusted_schema) as trusted`.execute(tx);
      return rows[0];
    });
    expect(settings).toEqual({ journal: "wal", synchronous: 2, keys: 1, trusted: 0 });
    await database.close();
  });

  test("locked by another process lets everything else go on, and the write follows when it can", async () => {
    const path = join(folder, "locked.db");
    const database = await openDatabase({ engine: "sqlite", path });
    await migrate(database);
    const letGo = await lockElsewhere(path);
    let written = false;
    const writing = database
      .write(everyone, (tx) => tx.insertInto("installation").values({ key: "a", value: "1" }).execute())
      .then(() => {
        written = true;
      });
    // A timer and a read need the event loop: both finish while the lock is held.
    await new Promise((resolve) => setTimeout(resolve, 60));
    const rows = await database.read(everyone, (tx) => tx.selectFrom("installation").selectAll().execute());
    expect(rows).toEqual([]);
    expect(written).toBe(false);
    letGo();
    await writing;
    expect(written).toBe(true);
    await database.close();
  });

  test("locked for longer than the patience gives 'busy'", async () => {
    const path = join(folder, "busy.db");
    const database = await openDatabase({ engine: "sqlite", path }, { patience: 80 });
    const letGo = await lockElsewhere(path);
    const write = database.write(everyone, async () => "never");
    await expect(write).rejects.toMatchObject({ kind: "busy" });
    letGo();
    await database.close();
  });

  test("locked for longer than the patience keeps nobody waiting longer behind the others", async () => {
    const path = join(folder, "queue.db");
    const database = await openDatabase({ engine: "sqlite", path }, { patience: 300 });
    const letGo = await lockElsewhere(path);
    const begun = performance.now();
    const writes = Array.from({ length: 6 }, () => database.write(everyone, async () => "never"));
    for (const write of writes) write.catch(() => {});
    for (const write of writes) await expect(write).rejects.toMatchObject({ kind: "busy" });
    expect(performance.now() - begun).toBeLessThan(1_200);
    letGo();
    await database.close();
  });

  test("on a full disk says so, keeps what was there and serves on", async () => {
    const database = await openDatabase({ engine: "sqlite", path: join(folder, "full.db") });
    await migrate(database);
    const filling = database.write(everyone, async (tx) => {
      await sql`pragma max_page_count = 1`.execute(tx);
      const value = "x".repeat(10_000_000);
      await tx.insertInto("installation").values({ key: "big", value }).execute();
    });
    await expect(filling).rejects.toMatchObject({ kind: "disk-full" });
    await database.write(everyone, async (tx) => {
      await sql`pragma max_page_count = 4294967294`.execute(tx);
      await tx.insertInto("installation").values({ key: "small", value: "x" }).execute();
    });
    const rows = await database.read(everyone, (tx) => tx.selectFrom("installation").select("key").execute());
    expect(rows).toEqual([{ key: "small" }]);
    await database.close();
  });

  test("that is no database is called so", async () => {
    const opening = openDatabase({ engine: "sqlite", path: folder });
    await expect(opening).rejects.toMatchObject({ name: "StorageError", kind: "unavailable" });
    const text = join(folder, "letter.db");
    await writeFile(text, "Dear database, ".repeat(100));
    const reading = openDatabase({ engine: "sqlite", path: text });
    await expect(reading).rejects.toMatchObject({ kind: "unavailable", engineCode: "SQLITE_NOTADB" });
    expect(await readFile(text, "utf8")).toBe("Dear database, ".repeat(100));
  });

  test("being read in many steps leaves room for timers", async () => {
    const database = await openDatabase({ engine: "sqlite", path: join(folder, "steps.db") });
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await database.write(everyone, async (tx) => {
      const end = performance.now() + 200;
      while (performance.now() < end) await sql`select 1 as one`.execute(tx);
    });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
    await database.close();
  });
});
