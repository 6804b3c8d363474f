import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { migrationStatus } from "#storage/migrate.ts";
import { writeMarker } from "#storage/install-marker.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { configFor } from "#test/support/test-server.ts";
import { openKnownDatabase } from "./open-known-database.ts";

const marker = { id: "an id", label: "the old place", firstSeen: 1, lastSeen: 2, people: 2 };

eachDialect((engine, _open, fresh) => {
  test("the command line makes no new database where there was data; one that has tables is opened", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tas-test-known-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const empty = await fresh.place("empty");
    const config = configFor(empty, {}, folder);
    await writeMarker(config.dataFolder, marker);
    await expect(openKnownDatabase(config)).rejects.toThrow(
      /There was data of 2 people in the old place .* Nothing was made or changed/u,
    );
    expect(empty.engine === "sqlite" && existsSync(empty.path)).toBe(false);
    const other = await fresh.place("migrated");
    const database = await openKnownDatabase({
      ...configFor(other, {}, folder),
      dataFolder: config.dataFolder,
    });
    await database.close();
  });

  test(`on ${engine} a new database is opened where nothing was before`, async () => {
    const folder = await mkdtemp(join(tmpdir(), "tas-test-known-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const database = await openKnownDatabase(configFor(await fresh.place("empty"), {}, folder));
    expect((await migrationStatus(database)).applied).toEqual([]);
    await database.close();
  });
});
