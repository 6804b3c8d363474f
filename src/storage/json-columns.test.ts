import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { describeSchema } from "./dialect/introspect.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { isReadableJson } from "./json-columns.ts";

const migrations = new URL("./migrations/", import.meta.url);
/** Facts about one very database, which no copy brings. */
const machineTables = new Set(["lease", "local_state"]);

test("every column that a migration makes for JSON is known", async () => {
  const named: string[] = [];
  for (const file of await readdir(migrations)) {
    if (file.includes("leases")) continue;
    const text = await readFile(new URL(file, migrations), "utf8");
    for (const match of text.matchAll(/addColumn\("(\w+)", types\.json/gu)) named.push(match[1] ?? "");
  }
  expect(named).toContain("categories");
  expect(named.filter((name) => isReadableJson(name, "no JSON"))).toEqual([]);
});

eachDialect((_engine, open) => {
  test("every column that begins as JSON is known", async () => {
    const tables = Object.entries(await describeSchema(await open()));
    const begun = tables
      .filter(([name]) => !machineTables.has(name))
      .flatMap(([, { columns }]) => Object.entries(columns))
      .filter(([, column]) => /^'(\{\}|\[\])'/u.test(column.default ?? ""));
    expect(begun.length).toBeGreaterThan(5);
    for (const [name, column] of begun) {
      expect([name, isReadableJson(name, "no JSON")]).toEqual([name, false]);
      expect([name, isReadableJson(name, column.default?.slice(1, 3))]).toEqual([name, true]);
    }
  });
});

test.each([
  ["categories", "[]", true],
  ["categories", "{}", false],
  ["categories", "3", false],
  ["extra", '{"a":1}', true],
  ["extra", "[]", false],
  ["extra", "null", false],
  ["extra", 3, false],
  ["asked_emotions", null, true],
  ["name", "no JSON", true],
])("%s may hold %j: %s", (column, value, expected) => {
  expect(isReadableJson(column, value)).toBe(expected);
});
