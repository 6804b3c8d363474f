import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";
import { addAreas, allAreas } from "#test/support/backups.ts";
import { oneObject, runTas, spawnTas } from "#test/support/tas-process.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-backup-cli-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function lived() {
  const home = await mkdtemp(join(folder, "home-"));
  const path = join(home, "data", "task_aversion.db");
  const database = await openDatabase({ engine: "sqlite", path });
  await migrate(database);
  await addAreas(database, "garden");
  await database.close();
  return {
    home,
    tas: (...words: string[]) => runTas(words, { folder: home }),
    areas: async (at = path) => {
      const again = await openDatabase({ engine: "sqlite", path: at });
      const names = await allAreas(again);
      await again.close();
      return names;
    },
    add: async (name: string) => {
      const again = await openDatabase({ engine: "sqlite", path });
      await addAreas(again, name);
      await again.close();
    },
  };
}

test("a backup is made, shown, proven again, restored, and its replacement kept", async () => {
  const { home, tas, areas, add } = await lived();
  const created = await tas("backup", "create");
  expect(created).toMatchObject({ code: 0 });
  const id = /Backup (\S+) is proven: 2 rows of 1 person/u.exec(created.stdout)?.[1] ?? "";
  expect(created.stderr).toContain("Comparing every table 100 %");
  const list = await tas("backup", "list");
  const [head, line] = list.stdout.split("\n");
  expect(head).toMatch(/^backup +made for +proven +rows +people +size +where$/u);
  expect(line).toMatch(
    new RegExp(`^${id}  manual    \\d{4}-.* UTC  2     1       \\d+ kB  .*data/backups$`, "u"),
  );
  expect((await tas("backup", "prove", id)).stdout).toContain(`Backup ${id} is proven: 2 rows of 1 person`);
  await add("kitchen");
  const asked = await tas("backup", "restore", id);
  expect(asked).toMatchObject({ code: 2, stdout: "" });
  expect(asked.stderr).toContain("This replaces everything that is here now (4 rows of 2 people)");
  expect(await areas()).toEqual(["garden", "kitchen"]);
  const restored = await tas("backup", "restore", id, "--yes");
  expect(restored).toMatchObject({ code: 0 });
  expect(restored.stdout).toMatch(/Restored 2 rows of 1 person .*\nWhat was here before is kept as \S+ at /u);
  expect(await areas()).toEqual(["garden"]);
  expect((await tas("backup", "prune", "--dry-run")).stdout).toBe("Nothing is to be removed.\n");
  const other = await tas("backup", "restore", id, "--to", "sqlite:other.db");
  expect(other.code).toBe(0);
  expect(await areas(join(home, "other.db"))).toEqual(["garden"]);
  expect((await readdir(join(home, "data"))).toSorted()).toEqual(["backups", "task_aversion.db", "work"]);
}, 60_000);

test("with --json every verb answers with one object", async () => {
  const { tas } = await lived();
  const created = oneObject(await tas("backup", "create", "--to", "elsewhere", "--json"));
  expect(created).toMatchObject({ receipt: { label: "manual", rows: 2 }, troubles: [] });
  expect(oneObject(await tas("backup", "list", "--json"))).toEqual({ backups: [], troubles: [] });
  const again = await tas("backup", "create", "--json");
  expect(again.code).toBe(0);
  const { backups } = oneObject(await tas("backup", "list", "--json"));
  expect(backups).toMatchObject([{ people: 1, provenAt: expect.stringMatching(/Z$/u), encrypted: false }]);
  const missing = await tas("backup", "restore", "nothing.ndjson.gz", "--json", "--yes");
  expect(missing.code).toBe(1);
  expect(oneObject(missing)).toMatchObject({ error: { code: "backup-not-found" } });
  const wrong = await tas("backup", "create", "--to", "ftp://there", "--json");
  expect(wrong.code).toBe(2);
  expect(oneObject(wrong)).toMatchObject({ error: { code: "wrong-usage" } });
  const asked = await tas("backup", "restore", "nothing.ndjson.gz", "--json");
  expect(asked.code).toBe(2);
}, 60_000);

test("a place that cannot be written to is a sentence, and nothing is said to be kept", async () => {
  const { tas } = await lived();
  const run = await tas("backup", "create", "--to", "data/task_aversion.db/below");
  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr).toMatch(/The backup is stored nowhere\. Not stored at .*name a folder there/u);
}, 30_000);

test("Ctrl+C ends it in order, and leaves nothing", async () => {
  const { home, tas } = await lived();
  const child = spawnTas(["backup", "create"], { folder: home });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (said === "") child.kill("SIGINT");
    said += text;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect({ code, said }).toMatchObject({ code: 1, said: expect.stringContaining("It was stopped") });
  expect((await tas("backup", "list")).stdout).toMatch(/^There are no backups yet in .*backups\.\n$/u);
  expect(await readdir(join(home, "data", "work"))).toEqual([]);
}, 30_000);
