import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";
import { oneObject, runTas, type TasRun } from "#test/support/tas-process.ts";

const zip = new URL("../../../test/fixtures/predecessor/export.zip", import.meta.url).pathname;

eachDialect((engine, _open, more) => {
  let folder: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tas-import-"));
    const place = await more.place("migrated");
    env = { DATABASE_URL: place.engine === "sqlite" ? `sqlite:${place.path}` : place.url };
    const input = "Correct-horse-1\n";
    await runTas(["user", "create", "ann", "--password-stdin"], { env, folder, input });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const tas = (...words: string[]): Promise<TasRun> => runTas(words, { env, folder });

  test(`data comes in, goes out and is taken back by tas (${engine})`, { timeout: 60_000 }, async () => {
    const dry = await tas("import", zip, "--user", "ann", "--dry-run");
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.stdout).toContain("nothing was changed yet");
    expect(dry.stderr).toContain("Reading");

    const report = oneObject(await tas("import", zip, "--user", "Ann", "--json"));
    expect(report).toMatchObject({
      dryRun: false,
      form: "predecessor-zip",
      timezone: "UTC",
      tables: { task: { new: 60, present: 0, repaired: 0, setAside: 0 }, instance: { new: 473 } },
      instances: { completed: 400, cancelled: 32, open: 41 },
      notices: [],
    });
    expect(oneObject(await tas("import", zip, "--user", "ann", "--json"))).toMatchObject({
      tables: { task: { new: 0, present: 60 }, instance: { new: 0, present: 473 } },
    });

    expect(await tas("export", "--out", "mine", "--format", "csv")).toMatchObject({ code: 0 });
    const instances = await readFile(join(folder, "mine/task_instances.csv"), "utf8");
    expect(instances).toContain("i1781796744");
    const again = await tas("export", "--out", "mine", "--format", "csv");
    expect(again).toMatchObject({ code: 1, stdout: "" });
    expect(again.stderr).toContain("choose another name");

    const undone = oneObject(
      await tas("import", "--undo", String(report["importId"]), "--user", "ann", "--json"),
    );
    expect(undone).toMatchObject({ removed: { task: 60, instance: 473 }, kept: [] });
  });

  test(`a person's archive goes out, comes to somebody else and is taken back (${engine})`, {
    timeout: 90_000,
  }, async () => {
    const input = "Correct-horse-1\n";
    await tas("import", zip, "--user", "ann");
    const wrote = oneObject(await tas("export", "--user", "ann", "--out", "ann.ndjson.gz", "--json"));
    expect(wrote).toMatchObject({ format: "archive", files: ["ann.ndjson.gz"], encrypted: false });
    await runTas(["user", "create", "bo", "--password-stdin"], { env, folder, input });
    const dry = await tas("import", "ann.ndjson.gz", "--user", "bo", "--dry-run");
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.stdout).toContain("nothing was changed yet");
    expect(dry.stdout).not.toContain("Times without a zone");
    const report = oneObject(
      await tas("import", "ann.ndjson.gz", "--user", "bo", "--from", "archive", "--json"),
    );
    expect(report).toMatchObject({
      dryRun: false,
      form: "archive",
      tables: { task: { new: 60, present: 0 }, instance: { new: 473, present: 0 } },
      instances: { completed: 400, cancelled: 32, open: 41 },
    });
    expect(oneObject(await tas("import", "ann.ndjson.gz", "--user", "bo", "--json"))).toMatchObject({
      tables: { task: { new: 0, present: 60 }, instance: { new: 0, present: 473 } },
    });
    const undone = await tas("import", "--undo", String(report["importId"]), "--user", "bo", "--json");
    expect(oneObject(undone)).toMatchObject({ removed: { task: 60, instance: 473 }, kept: [] });

    // Without --user it is the whole installation, and somebody has to be chosen.
    expect(await tas("export", "--out", "all.ndjson.gz")).toMatchObject({ code: 0 });
    const unclear = await tas("import", "all.ndjson.gz", "--user", "bo", "--json");
    expect(oneObject(unclear)).toMatchObject({ error: { code: "archive-scope" } });
    const chosen = await tas("import", "all.ndjson.gz", "--user", "bo", "--person", "ann", "--json");
    expect(oneObject(chosen)).toMatchObject({ tables: { task: { new: 60 } } });
  });

  test(`an encrypted archive opens with its passphrase only (${engine})`, { timeout: 90_000 }, async () => {
    await writeFile(join(folder, "word"), "four words in row\n");
    await writeFile(join(folder, "other"), "another\n");
    const locked = ["--passphrase-file", "word"];
    expect(await tas("export", "--user", "ann", "--out", "a.age", ...locked)).toMatchObject({ code: 0 });
    const error = { code: "archive-locked", message: expect.any(String) };
    expect(oneObject(await tas("import", "a.age", "--user", "ann", "--json"))).toEqual({ error });
    const wrong = await tas("import", "a.age", "--user", "ann", "--passphrase-file", "other", "--json");
    expect(oneObject(wrong)).toEqual({ error });
    expect(await tas("import", "a.age", "--user", "ann", "--dry-run", ...locked)).toMatchObject({ code: 0 });
    const csv = await tas("export", "--user", "ann", "--out", "x", "--format", "csv", ...locked);
    expect(csv).toMatchObject({ code: 2 });
    expect(await tas("export", "--out", "x.zip", "--format", "archive")).toMatchObject({ code: 2 });
    expect(await tas("export", "--out", "x.gz", "--recipient", "age1nobody")).toMatchObject({ code: 2 });
  });

  test(`what cannot be done is one sentence and an exit code (${engine})`, async () => {
    expect(await tas("import", "nothing.zip", "--user", "ann")).toMatchObject({ code: 1, stdout: "" });
    expect(oneObject(await tas("import", "nothing.zip", "--user", "ann", "--json"))).toMatchObject({
      error: { code: "import-not-recognized", message: expect.stringMatching(/nothing was changed\.$/u) },
    });
    expect(await tas("import", "--user", "ann")).toMatchObject({ code: 2 });
    expect(await tas("import", zip, "--user", "ann", "--from", "leitner")).toMatchObject({ code: 2 });
    expect(await tas("import", zip, "--user", "ann", "--timezone", "Mars/North")).toMatchObject({ code: 1 });
    expect(await tas("export", "--out", "x", "--format", "pdf")).toMatchObject({ code: 2 });
  });
});
