import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Database, everyone, openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";
import { listStoredTables } from "#storage/stored-tables.ts";
import { readTable } from "#storage/table-rows.ts";
import { addPerson, area } from "#test/support/rows.ts";
import { contentAsRoot, type DebianCluster, startDebianCluster, whyNoCluster } from "./debian-cluster.ts";

const reason = await whyNoCluster();
const why = reason === undefined ? "" : ` (skipped: ${reason})`;
const scripts = fileURLToPath(new URL("../../deploy/pgbackrest/", import.meta.url));
/** Debian's package of the same name. */
const linter = "shellcheck";
const noShellcheck = spawnSync(linter, ["--version"]).error !== undefined;

describe.skipIf(reason !== undefined)(`point-in-time recovery of PostgreSQL with pgBackRest${why}`, () => {
  let cluster: DebianCluster;
  let person = "";
  beforeAll(async () => {
    cluster = await startDebianCluster();
    await withDatabase(async (database) => {
      await migrate(database);
      person = await addPerson(database);
      await addAreas(database, "Home", "Ωμέγα 🌊");
    });
  });
  afterAll(async () => {
    await cluster.remove();
  });

  /** A restore ends every connection, so each look takes its own. */
  async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const database = await openDatabase({ engine: "postgres", url: cluster.url });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  function addAreas(database: Database, ...names: readonly string[]): Promise<void> {
    return database.write(everyone, async (tx) => {
      for (const name of names) await tx.insertInto("area").values(area(person, name)).execute();
    });
  }

  /** Every row of every table, in the order of its key. */
  function everything(): Promise<Record<string, unknown[]>> {
    return withDatabase(async (database) => {
      const found: Record<string, unknown[]> = {};
      for (const table of await listStoredTables(database)) {
        await database.read(everyone, async (tx) => {
          const rows: unknown[] = [];
          for await (const chunk of readTable(tx, table)) rows.push(...chunk);
          found[table.name] = rows;
        });
      }
      return found;
    });
  }

  const conf = () => join(cluster.home, "task-aversion.conf");
  const setUp = (...more: readonly string[]) => {
    const { home, name } = cluster;
    const places = {
      "--cluster": name,
      "--conf": conf(),
      "--repo": join(home, "repo"),
      "--log-dir": join(home, "log"),
      "--lock-dir": join(home, "lock"),
      "--schedule": "cron",
      "--schedule-dir": home,
    };
    const words = [...Object.entries(places).flat(), "--encrypt", "--no-install", ...more];
    return cluster.asRoot(join(scripts, "setup.sh"), ...words);
  };
  const restoreTo = (moment: string, ...more: string[]) =>
    cluster.asRoot(join(scripts, "restore-to.sh"), moment, "--conf", conf(), "--yes", ...more);

  test("a dry run of the set-up says what it would do and changes nothing", async () => {
    const { code, output } = await setUp("--dry-run");
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringMatching(/Nothing was changed/u),
    });
    await expect(stat(conf())).rejects.toThrow("ENOENT");
    expect(await cluster.query("show archive_mode")).toBe("off");
  }, 60_000);

  test("the set-up makes a first backup, encrypted, and run again changes nothing", async () => {
    const first = await setUp();
    expect(first).toMatchObject({ code: 0, output: expect.stringMatching(/repository is encrypted/u) });
    const settings = await contentAsRoot(cluster, conf());
    expect(settings).toMatch(/^repo1-cipher-pass=.{60,}$/mu);
    expect((await stat(conf())).mode & 0o777).toBe(0o640);
    expect(await cluster.query("show archive_mode")).toBe("on");
    const cron = await contentAsRoot(cluster, join(cluster.home, "task-aversion-pgbackrest"));
    expect(cron.match(/--type=(?:full|incr) backup$/gmu)).toHaveLength(2);
    const second = await setUp();
    expect(second).toMatchObject({ code: 0, output: expect.stringMatching(/a full backup already/u) });
    expect(second.output).toContain("Archiving is on already.");
    expect(await contentAsRoot(cluster, conf())).toBe(settings);
  }, 90_000);

  test("a destroyed cluster comes back as it was at a noted second, without what came after", async () => {
    await withDatabase((database) => addAreas(database, "Before the second"));
    const before = await everything();
    const second = new Date(Math.ceil((Date.now() + 1) / 1000) * 1000);
    await vi.waitUntil(() => Date.now() > second.getTime() + 20, { timeout: 3000, interval: 20 });
    await withDatabase((database) => addAreas(database, "After the second"));
    const after = await everything();
    expect(after).not.toEqual(before);
    // What archive_timeout does within a minute.
    const segment = await cluster.query("select pg_walfile_name(pg_switch_wal())");
    await vi.waitUntil(
      async () => (await cluster.query("select last_archived_wal from pg_stat_archiver")) >= segment,
      { timeout: 20_000, interval: 100 },
    );
    await cluster.destroy();
    const { code, output } = await restoreTo(second.toISOString().replace(".000", ""));
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^Reached: the last change/mu),
    });
    expect(await everything()).toEqual(before);
    // And it goes on from there.
    await withDatabase((database) => addAreas(database, "A new beginning"));
  }, 90_000);

  test("a moment that cannot be reached is refused, or the data of before is put back", async () => {
    const present = await everything();
    const future = await restoreTo("2200-01-01T00:00:00Z");
    expect(future).toMatchObject({ code: 1, output: expect.stringMatching(/still to come/u) });
    const past = await restoreTo("2001-01-01 00:00:00");
    expect(past).toMatchObject({ code: 1, output: expect.stringMatching(/nothing earlier/u) });
    const nothing = await restoreTo("yesterday");
    expect(nothing).toMatchObject({ code: 1, output: expect.stringMatching(/is no moment/u) });
    expect(await everything()).toEqual(present);

    // Nothing was written after this second, so PostgreSQL cannot tell that it got there.
    await vi.waitUntil(() => Date.now() % 1000 < 100, { timeout: 3000, interval: 20 });
    const quiet = await restoreTo(new Date().toISOString());
    expect(quiet).toMatchObject({
      code: 1,
      output: expect.stringMatching(/latest reaches the same state[^]*back in its place/u),
    });
    expect(await everything()).toEqual(present);
  }, 90_000);
});

test.skipIf(noShellcheck)(
  `the scripts have no faults that shellcheck knows${noShellcheck ? " (skipped: shellcheck is not installed here)" : ""}`,
  () => {
    const found = spawnSync(linter, globSync("*.sh", { cwd: scripts }), {
      cwd: scripts,
      encoding: "utf8",
    });
    expect(found).toMatchObject({ status: 0, stdout: "" });
  },
);
