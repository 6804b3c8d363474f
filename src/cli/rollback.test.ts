import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";
import { oneObject, runTas } from "#test/support/tas-process.ts";
import { loadRelease } from "#test/upgrade/release.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-rollback-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

eachDialect((engine, _open, { place }) => {
  test("a host updates, goes back, updates again and has everything, by four commands", async () => {
    const target = await place("empty");
    await loadRelease("0.1.0", target);
    const env = {
      DATABASE_URL: target.engine === "sqlite" ? `sqlite:${target.path}` : target.url,
      BACKUP_DESTINATIONS: join(folder, `backups-${engine}`),
    };
    const tas = (...words: string[]) => runTas(words, { folder, env, input: "a few quiet words\n" });

    const updated = await tas("migrate");
    expect(updated).toMatchObject({ code: 0 });
    expect(updated.stdout).toMatch(/Backup \S+ holds the state from before; for 14 days "tas rollback"/);
    expect((await tas("user", "create", "newcomer", "--password-stdin")).code).toBe(0);

    const looked = await tas("rollback", "--dry-run");
    expect(looked.stdout).toContain("user_account: 1 new");
    expect(looked.stdout).toContain("Nothing was changed");
    expect((await tas("user", "list")).stdout).toContain("newcomer");

    const unasked = await tas("rollback");
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain("say --yes if it is meant");

    const back = await tas("rollback", "--yes");
    expect(back).toMatchObject({ code: 0 });
    expect(back.stdout).toContain("Start version 0.1.0 now");
    const behind = await tas("rollback", "--bring-back");
    expect(behind).toMatchObject({ code: 1 });
    expect(behind.stderr).toContain("update first");

    expect((await tas("migrate")).code).toBe(0);
    expect((await tas("user", "list")).stdout).not.toContain("newcomer");
    const brought = await tas("rollback", "--bring-back", "--json");
    expect(oneObject(brought)).toMatchObject({
      tables: expect.arrayContaining([{ table: "user_account", taken: 1, keptHere: 0, setAside: 0 }]),
    });
    expect((await tas("user", "list")).stdout).toContain("newcomer");
  }, 120_000);
});
