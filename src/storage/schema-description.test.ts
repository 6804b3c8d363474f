import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";
import { everyone } from "./database.ts";
import { describeSchema } from "./dialect/introspect.ts";
import { tablesWithoutRowSecurity } from "./dialect/introspect-postgres.ts";

const committed = fileURLToPath(new URL("schema-description.json", import.meta.url));

eachDialect((engine, open) => {
  test("the migrated schema is the one written in schema-description.json", async () => {
    const described = await describeSchema(await open());
    if (process.env["WRITE_SCHEMA_DESCRIPTION"] && engine === "sqlite") {
      await writeFile(committed, `${JSON.stringify(described, null, 2)}\n`);
    }
    const expected: unknown = JSON.parse(await readFile(committed, "utf8"));
    expect(
      described,
      "The schema changed. If it was meant to, run this file once with WRITE_SCHEMA_DESCRIPTION=1 and commit the result.",
    ).toEqual(expected);
  });

  test("a table that a release adds refers to one of ours, so that the release before it, which may run on it, keeps it in backups", async () => {
    const described = await describeSchema(await open());
    const alone = Object.entries(described).filter(([, { foreignKeys }]) => foreignKeys.length === 0);
    expect(alone.map(([name]) => name)).toEqual([
      "installation",
      "invitation",
      "lease",
      "local_state",
      "schema_migration",
      "user_account",
    ]);
  });

  test("every table of a person is walled off by row security", async (context) => {
    if (engine === "sqlite") return context.skip("SQLite has no row security; composite keys are its wall");
    const database = await open();
    const exposed = await database.read(everyone, tablesWithoutRowSecurity);
    // A session is looked up by its token before its owner is known.
    expect(exposed).toEqual(["session"]);
  });
});
