import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyArchive } from "#archive/portable/read-archive.ts";
import { everyone } from "#storage/database.ts";
import { keepLocal } from "#storage/local-state.ts";
import { addAreas, hashOfAll } from "#test/support/backups.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { runTas } from "#test/support/tas-process.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-moved-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

eachDialect((engine, _open, { place, openAt }) => {
  test("a database whose data was moved away still exports all of it, and takes nothing new", async () => {
    const target = await place("migrated");
    const database = await openAt(target);
    await addAreas(database, "garden", "kitchen");
    const whole = await hashOfAll(database);
    const mark = { to: "elsewhere", at: 1, receipt: "" };
    await database.write(everyone, (tx) => keepLocal(tx, "moved", mark));
    const url = target.engine === "sqlite" ? `sqlite:${target.path}` : target.url;
    const env = { SECRET_KEY: "sesame-sesame-sesame-sesame-sesame-1", DATABASE_URL: url };
    const out = join(folder, `${engine}.ndjson.gz`);
    const exported = await runTas(["export", "--out", out], { folder, env });
    expect(exported).toMatchObject({ code: 0, stdout: expect.stringContaining("all of this installation") });
    expect((await verifyArchive(out)).manifest.sha256).toBe(whole);
    const refused = await runTas(["user", "create", "ann", "--password-stdin"], {
      folder,
      env,
      input: "a sentence that nobody guesses\n",
    });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("was moved to elsewhere") });
    expect(await hashOfAll(database)).toBe(whole);
  }, 60_000);
});
