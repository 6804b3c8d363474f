import { chmod, mkdtemp, open, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Config } from "#config/config.ts";
import { parseDatabaseUrl } from "#config/database-url.ts";
import { createAccount } from "#features/account/actions.ts";
import { everyone, openDatabase } from "#storage/database.ts";
import type { Finding } from "#storage/dialect/inspect-engine.ts";
import { migrate } from "#storage/migrate.ts";
import { migrations } from "#storage/migrations/index.ts";
import { eachDialect, type Place } from "#test/support/each-dialect.ts";
import { oneObject, runTas } from "#test/support/tas-process.ts";
import { checkDatabase } from "./check-database.ts";
import { checkClock, checkDisk, checkFolder, checkSecretKeyFile } from "./check-machine.ts";

let folder = "";
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-doctor-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function emptyFolder(): Promise<string> {
  return mkdtemp(join(folder, `${++made}-`));
}

function locationOf(place: Place): Config["database"] {
  return parseDatabaseUrl(place.engine === "sqlite" ? `sqlite:${place.path}` : place.url);
}

function problems(findings: readonly Finding[]): string[] {
  return findings.filter(({ state }) => state === "problem").map(({ name }) => name);
}

eachDialect((engine, _open, fresh) => {
  test("a healthy database has no problem, and nothing in it is changed", async () => {
    const place = await fresh.place("migrated");
    if (place.engine === "sqlite") await chmod(place.path, 0o600);
    const database = await fresh.openAt(place);
    const before = await database.read(everyone, (tx) => tx.selectFrom("installation").selectAll().execute());
    const { findings, clock } = await checkDatabase(locationOf(place));
    expect(problems(findings)).toEqual([]);
    expect(findings.map(({ name }) => name)).toEqual(
      engine === "sqlite"
        ? ["database file", "database", "journal", "integrity", "schema", "write and read"]
        : ["database", "role", "schema", "write and read"],
    );
    expect(clock === null).toBe(engine === "sqlite");
    expect(Math.abs((clock?.theirs ?? 0) - (clock?.ours ?? 0))).toBeLessThan(5_000);
    const after = await database.read(everyone, (tx) => tx.selectFrom("installation").selectAll().execute());
    expect(after).toEqual(before);
  });

  test("a schema of a newer version is a problem that names the version", async () => {
    const place = await fresh.place("migrated");
    if (place.engine === "sqlite") await chmod(place.path, 0o600);
    const database = await fresh.openAt(place);
    const newer = { name: "299901010000-add-flying", previousReleaseCanRun: false, up: async () => {} };
    await migrate(database, { migrations: [...migrations, newer], appVersion: "9.8.7" });
    const { findings } = await checkDatabase(locationOf(place));
    expect(problems(findings)).toEqual(["schema"]);
    expect(findings.find(({ name }) => name === "schema")?.advice).toContain("9.8.7");
  });

  test("a schema that is behind is a problem with the command that helps; an empty database is none", async () => {
    const place = await fresh.place();
    const database = await fresh.openAt(place);
    const empty = await checkDatabase(locationOf(place));
    expect(problems(empty.findings)).toEqual([]);
    await migrate(database, { migrations: migrations.slice(0, 1) });
    const { findings } = await checkDatabase(locationOf(place));
    expect(problems(findings)).toEqual(["schema"]);
    expect(findings.find(({ name }) => name === "schema")?.advice).toBe("Run: tas migrate");
  });
});

describe("planted in the files of a database", () => {
  test("a stray -wal is found, and no database is made beside it", async () => {
    const place = await emptyFolder();
    await writeFile(join(place, "mine.db-wal"), "entries");
    const { findings } = await checkDatabase(parseDatabaseUrl(`sqlite:${place}/mine.db`));
    expect(problems(findings)).toEqual(["database file"]);
    expect(await readdir(place)).toEqual(["mine.db-wal"]);
  });

  test("no database yet is only a note, and none is made", async () => {
    const place = await emptyFolder();
    const { findings } = await checkDatabase(parseDatabaseUrl(`sqlite:${place}/mine.db`));
    expect(findings).toMatchObject([{ state: "note" }]);
    expect(await readdir(place)).toEqual([]);
  });

  test("a file that others may read is found with the command that helps", async () => {
    const file = join(await emptyFolder(), "mine.db");
    await writeFile(file, "");
    await chmod(file, 0o644);
    const { findings } = await checkDatabase(parseDatabaseUrl(`sqlite:${file}`));
    expect(problems(findings)).toEqual(["database file"]);
    expect(findings.at(0)?.advice).toContain("chmod 600");
  });

  test("a file that is no database is found", async () => {
    const file = join(await emptyFolder(), "mine.db");
    await writeFile(file, "Dear diary, ".repeat(1000), { mode: 0o600 });
    const { findings } = await checkDatabase(parseDatabaseUrl(`sqlite:${file}`));
    expect(problems(findings)).toEqual(["database"]);
  });

  test("a damaged file is found", async () => {
    const path = join(await emptyFolder(), "mine.db");
    const database = await openDatabase({ engine: "sqlite", path });
    await migrate(database);
    await database.write(everyone, async (tx) => {
      for (let index = 0; index < 200; index++) {
        const given = { username: `person ${index}`, passwordHash: null, maxUsers: null };
        await createAccount(tx, given, { now: 1, newId: () => crypto.randomUUID() });
      }
    });
    await database.close();
    const file = await open(path, "r+");
    const { size } = await file.stat();
    await file.write(Buffer.alloc(Math.floor(size / 3), 7), 0, undefined, Math.floor(size / 2));
    await file.close();
    const { findings } = await checkDatabase(parseDatabaseUrl(`sqlite:${path}`));
    expect(["integrity", "database"]).toContain(problems(findings).at(0));
  });
});

test("a server that does not answer is found, and its password is not told", async () => {
  const { findings } = await checkDatabase(parseDatabaseUrl("postgres://tas:sesame@127.0.0.1:1/none"));
  expect(problems(findings)).toEqual(["database"]);
  expect(JSON.stringify(findings)).not.toContain("sesame");
}, 30_000);

describe("the machine", () => {
  test("a data folder that others may write to, or that is none, is a problem", async () => {
    const place = await emptyFolder();
    expect(checkFolder(place).state).toBe("ok");
    await chmod(place, 0o755);
    expect(checkFolder(place).state).toBe("note");
    await chmod(place, 0o777);
    expect(checkFolder(place)).toMatchObject({ state: "problem", advice: `Run: chmod 700 "${place}"` });
    expect(await readdir(place)).toEqual([]);
    expect(checkFolder(join(place, "none")).state).toBe("note");
    await writeFile(join(place, "file"), "");
    expect(checkFolder(join(place, "file")).state).toBe("problem");
  });

  test("a kept secret key that others may read is a problem", async () => {
    const place = await emptyFolder();
    expect(checkSecretKeyFile(place)).toEqual([]);
    await writeFile(join(place, "secret.key"), "k".repeat(40), { mode: 0o600 });
    expect(checkSecretKeyFile(place)).toMatchObject([{ state: "ok" }]);
    await chmod(join(place, "secret.key"), 0o640);
    expect(checkSecretKeyFile(place)).toMatchObject([{ state: "problem" }]);
  });

  test("a nearly full disk is a problem, also where the folder is still to be made", () => {
    expect(checkDisk(join(folder, "a", "b"), () => 10e6).state).toBe("problem");
    expect(checkDisk(folder, () => 500e6).state).toBe("note");
    expect(checkDisk(folder, () => 50e9)).toMatchObject({ state: "ok", saw: "50.0 GB are free." });
  });

  test("a clock that disagrees with the database, or lies before what was written, is a problem", () => {
    const now = Date.now();
    const right = { folder, database: now + 900, lastWritten: now - 1000, now };
    expect(checkClock(right).state).toBe("ok");
    expect(checkClock({ ...right, database: now - 60_000 })).toMatchObject({
      state: "problem",
      saw: "The clock of the database is 60 seconds behind this machine's.",
    });
    expect(checkClock({ ...right, lastWritten: now + 3_600_000 }).state).toBe("problem");
  });
});

describe("tas doctor", () => {
  const env = {
    SECRET_KEY: "sesame-sesame-sesame-sesame-sesame-1",
    METRICS_TOKEN: "sesame-sesame-sesame",
  };

  test("ends with 0 and a line for each check when all is well; says where each value comes from", async () => {
    const place = await emptyFolder();
    await writeFile(join(place, ".env"), "PORT=9090\nREGISTRATION=closed\n");
    const run = await runTas(["doctor"], { folder: place, env: { ...env, PORT: "9191" } });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const lines = run.stdout.trimEnd().split("\n");
    expect(lines.at(-1)).toBe("No problem found.");
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^(ok|note) /u);
    expect(run.stdout).toContain("9191 (the environment)");
    expect(run.stdout).toContain("closed (.env)");
    expect(run.stdout).toContain("127.0.0.1 (default)");
    expect(run.stdout).not.toContain("sesame");
    expect(await readdir(place)).toEqual([".env"]);
  });

  test("ends with 1 and says what to do when something is wrong", async () => {
    const file = join(await emptyFolder(), "mine.db");
    await writeFile(`${file}-wal`, "entries");
    const options = { folder: dirname(file), env: { ...env, DATABASE_URL: `sqlite:${basename(file)}` } };
    const run = await runTas(["doctor"], options);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/^problem +database file .*Put the database file back/mu);
    const told = await runTas(["doctor", "--json"], options);
    expect(told.code).toBe(1);
    expect(oneObject(told)).toMatchObject({ problems: 1, error: { code: "problems-found" } });
    expect(told.stdout).not.toContain("sesame");
  });

  test("a wrong setting is a finding, not the end", async () => {
    const run = await runTas(["doctor"], { folder: await emptyFolder(), env: { PORT: "many" } });
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/^problem +settings +PORT is "many"/mu);
  });
});
