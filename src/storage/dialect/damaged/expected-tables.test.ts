import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { everyone, openDatabase } from "../../database.ts";
import { migrate } from "../../migrate.ts";
import { migrations } from "../../migrations/index.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { type ExpectedTable, expectedTables } from "./expected-tables.ts";
import { wordLists } from "./row-fit.ts";

let folder = "";
let tables: readonly ExpectedTable[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-expected-"));
  const path = join(folder, "new.db");
  const database = await openDatabase({ engine: "sqlite", path });
  await migrate(database);
  await database.close();
  tables = await expectedTables(path, migrations);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function kindsOf(...wanted: string[]): string[] {
  return tables
    .flatMap(({ name, columns }) =>
      columns.flatMap((column) => (wanted.includes(column.kind) ? [`${name}.${column.name}`] : [])),
    )
    .toSorted();
}

test("every column is known by the word that its migration used", () => {
  const task = tables.find(({ name }) => name === "task");
  expect(task?.columns.slice(0, 4).map(({ name, kind, nullable }) => ({ name, kind, nullable }))).toEqual([
    { name: "user_id", kind: "id", nullable: false },
    { name: "id", kind: "id", nullable: false },
    { name: "name", kind: "text", nullable: false },
    { name: "search_text", kind: "text", nullable: false },
  ]);
  expect(task?.columns.find(({ name }) => name === "categories")).toMatchObject({
    kind: "json",
    initial: "[]",
  });
  expect(task?.columns.find(({ name }) => name === "version")).toMatchObject({ kind: "count", initial: 1 });
  expect(task?.primaryKey).toEqual(["user_id", "id"]);
  const instance = tables.find(({ name }) => name === "instance");
  expect(wordLists(instance?.checks ?? new Map()).get("state")).toContain("paused");
  expect(instance?.foreignKeys).toContainEqual({
    columns: ["user_id", "task_id"],
    table: "task",
    references: ["user_id", "id"],
  });
});

eachDialect((engine, open) => {
  test("what is called a count has 32 bits where the engine has such a type, and no other number has", async () => {
    if (engine === "sqlite") {
      // It has one kind of integer only, so there is nothing to compare with.
      expect(kindsOf("count", "flag").length).toBeGreaterThan(3);
      return;
    }
    const database = await open();
    const { rows } = await database.read(everyone, (tx) =>
      sql<{ place: string }>`select table_name || '.' || column_name as place from information_schema.columns
        where table_schema = current_schema() and data_type = 'integer' and table_name <> 'schema_migration'`.execute(
        tx,
      ),
    );
    expect(kindsOf("count", "flag")).toEqual(rows.map(({ place }) => place).toSorted());
  });
});
