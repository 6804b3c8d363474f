import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";
import { addPerson } from "#test/support/rows.ts";
import { runTas } from "#test/support/tas-process.ts";
import { verifyArchive } from "../portable/read-archive.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-memory-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rows = 300_000;
/** Megabytes. The texts alone are some two hundred: whoever held them all would need more. */
const most = 300;
const tellPeak = `process.on("exit", () => process.stderr.write("peak " + process.resourceUsage().maxRSS + "\\n"))`;

test(`an archive of ${rows} rows is written in less than ${most} MB of memory`, async () => {
  const path = join(folder, "many.db");
  const database = await openDatabase({ engine: "sqlite", path });
  await migrate(database);
  const person = await addPerson(database);
  await database.close();
  const raw = new SqliteDatabase(path);
  raw
    .prepare(
      `with recursive number(n) as (select 1 union all select n + 1 from number where n < ?)
       insert into note (user_id, id, body, written_at, extra, created_at, updated_at)
       select ?, printf('00000000-0000-7000-8000-%012d', n), hex(randomblob(350)), 1, '{}', 1, 1 from number`,
    )
    .run(rows, person);
  raw.close();
  const out = join(folder, "many.ndjson.gz");
  const env = {
    SECRET_KEY: "sesame-sesame-sesame-sesame-sesame-1",
    DATABASE_URL: `sqlite:${path}`,
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(tellPeak)}`,
  };
  const run = await runTas(["export", "--out", out], { folder, env });
  expect(run.code).toBe(0);
  const peak = Number(/^peak (\d+)$/mu.exec(run.stderr)?.[1]) / 1024;
  expect(peak).toBeGreaterThan(30);
  expect(peak).toBeLessThan(most);
  const { manifest } = await verifyArchive(out);
  expect(manifest.tables.find(({ name }) => name === "note")?.rows).toBe(rows);
}, 300_000);
