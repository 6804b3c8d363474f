import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { expect, test } from "vitest";
import { createRedactor } from "#config/redact.ts";
import { createLogger } from "#http/logger.ts";
import { startServer } from "./main.ts";
import { Client } from "#test/support/client.ts";
import { eachDialect, type Place } from "#test/support/each-dialect.ts";
import { configFor } from "#test/support/test-server.ts";
import { runTas } from "#test/support/tas-process.ts";

const logger = createLogger({ logLevel: "silent" }, createRedactor([]));

function startAt(place: Place, folder: string) {
  return startServer(configFor(place, {}, folder), { logger, webFolder: folder });
}

/** Somebody joins, and the server is started once more. */
async function livedIn(place: Place, folder: string): Promise<void> {
  const first = await startAt(place, folder);
  await new Client(first.url).guest();
  await first.close();
  await (await startAt(place, folder)).close();
}

eachDialect((_engine, _open, fresh) => {
  test("a server whose database was exchanged for an empty one stops and says so; the right one starts again", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tas-test-exchanged-"));
    const place = await fresh.place();
    await livedIn(place, folder);
    // The marker lies in the data folder, which for a file is the file's own.
    const data = configFor(place, {}, folder).dataFolder;
    expect(JSON.parse(await readFile(join(data, "installation.json"), "utf8"))).toMatchObject({ people: 1 });
    const other = await fresh.place();
    const exchanged = other.engine === "sqlite" ? { ...other, path: join(data, "other.db") } : other;
    await expect(startAt(exchanged, folder)).rejects.toMatchObject({ name: "ConfigError" });
    await expect(startAt(exchanged, folder)).rejects.toThrow(
      /There was data of 1 person in .* Mount the volume/u,
    );
    await (await startAt(place, folder)).close();
    await rm(folder, { recursive: true });
  });
});

test("a database file that went away is not made anew, and works when it is back; the sentence names --new-database", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tas-test-away-"));
  const path = join(folder, "data", "mine.db");
  const place: Place = { engine: "sqlite", path };
  await livedIn(place, folder);
  await rename(path, join(folder, "elsewhere.db"));
  const before = await readdir(join(folder, "data"));
  await expect(startAt(place, folder)).rejects.toThrow(`"${path}" is not there`);
  await writeFile(path, "");
  await expect(startAt(place, folder)).rejects.toThrow(`"${path}" is empty`);
  expect(await readFile(path, "utf8")).toBe("");
  await rm(path);
  expect(await readdir(join(folder, "data"))).toEqual(before);
  const env = { DATABASE_URL: `sqlite:${path}`, SECRET_KEY: "k".repeat(40), PORT: "0" };
  const refused = await runTas(["serve"], { folder, env });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("tas serve --new-database");
  await rename(join(folder, "elsewhere.db"), path);
  await (await startAt(place, folder)).close();
  await rm(folder, { recursive: true });
}, 60_000);

test("files that are no database, or that of another app, are left byte for byte as they are", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tas-test-foreign-"));
  const path = join(folder, "diary.txt");
  await writeFile(path, "Dear diary");
  await expect(startAt({ engine: "sqlite", path }, folder)).rejects.toThrow(/no SQLite database/u);
  expect(await readFile(path, "utf8")).toBe("Dear diary");
  expect((await readdir(folder)).filter((name) => name.startsWith("diary"))).toEqual(["diary.txt"]);
  const recipes = join(folder, "recipes.db");
  const raw = new SqliteDatabase(recipes);
  raw.exec("create table recipe (name text); insert into recipe values ('soup')");
  raw.close();
  const bytes = await readFile(recipes);
  await expect(startAt({ engine: "sqlite", path: recipes }, folder)).rejects.toThrow(
    /another app \(recipe\)/u,
  );
  expect((await readFile(recipes)).equals(bytes)).toBe(true);
  await rm(folder, { recursive: true });
});
