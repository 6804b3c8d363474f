import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StoredTable } from "#storage/stored-tables.ts";
import { AsideFile } from "./aside-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-aside-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const table: StoredTable = {
  name: "note",
  columns: [{ name: "text", type: "text" }],
  primaryKey: ["text"],
  owner: null,
};

test("rows set aside are written anew when the source had to be read anew", async () => {
  const path = join(folder, "aside.ndjson");
  // What a killed move left.
  await writeFile(`${path}.part`, "something older");
  const file = new AsideFile(path);
  file.begin();
  file.add(table, [["first"], ["second"]]);
  file.begin();
  file.add(table, [["first"]]);
  file.keep();
  expect(await readFile(path, "utf8")).toBe('{"table":"note","row":{"text":"first"}}\n');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(["aside.ndjson"]);
});
