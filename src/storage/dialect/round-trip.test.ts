import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";
import { type Database, everyone } from "../database.ts";
import { migrate } from "../migrate.ts";
import type { Migration } from "./migration-context.ts";

const oneOfEach: Migration = {
  name: "202601010000-create-specimen",
  previousReleaseCanRun: false,
  up: ({ types, createTable }) =>
    createTable("specimen", (table) =>
      table
        .addColumn("words", types.text)
        .addColumn("at", types.instant)
        .addColumn("amount", types.real)
        .addColumn("count", types.count),
    ),
};

const words = fc
  .string({ unit: "binary", maxLength: 60 })
  .filter((text) => text.isWellFormed() && !text.includes("\0"));
const specimen = fc.record({
  words: fc.option(
    fc.oneof(words, fc.constantFrom("", "NULL", "{}", '"', "\\", "\\x41", "'; --", "5", "😀")),
  ),
  at: fc.option(fc.maxSafeInteger()),
  // Neither engine keeps the sign of zero.
  amount: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
  count: fc.option(fc.integer()),
});

eachDialect((_engine, _open, { place, openAt }) => {
  async function openSpecimens(): Promise<Database> {
    const database = await openAt(await place("empty"));
    await migrate(database, { migrations: [oneOfEach] });
    return database;
  }

  test("every text, number and null comes back as it went in", async () => {
    const database = await openSpecimens();
    await fc.assert(
      fc.asyncProperty(fc.array(specimen, { minLength: 1, maxLength: 20 }), async (specimens) => {
        await database.write(everyone, async (tx) => {
          await sql`delete from specimen`.execute(tx);
          for (const { words, at, amount, count } of specimens) {
            const inserted = sql`insert into specimen values (${words}, ${at}, ${amount}, ${count}) returning *`;
            expect((await inserted.execute(tx)).rows).toEqual([{ words, at, amount, count }]);
          }
          const { rows } =
            await sql`select * from specimen where words is not distinct from ${specimens[0]?.words ?? null}`.execute(
              tx,
            );
          expect(rows.length).toBeGreaterThan(0);
        });
      }),
      { numRuns: 60 },
    );
  });

  test("texts are ordered by code point", async () => {
    const database = await openSpecimens();
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(words, { maxLength: 20 }), async (texts) => {
        const found = await database.write(everyone, async (tx) => {
          await sql`delete from specimen`.execute(tx);
          for (const text of texts) await sql`insert into specimen (words) values (${text})`.execute(tx);
          return sql<{ words: string }>`select words from specimen order by words`.execute(tx);
        });
        const ordered = texts.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
        expect(found.rows.map(({ words }) => words)).toEqual(ordered);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ["a boolean", true],
    ["a date", new Date(0)],
    ["undefined", undefined],
    ["a bigint", 1n],
    ["not a number", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a NUL character", "a\0b"],
    ["a lone surrogate", "\ud800"],
    ["an object", { a: 1 }],
  ])("%s is refused loudly", async (_what, value) => {
    const database = await openSpecimens();
    const storing = database.write(everyone, (tx) =>
      sql`insert into specimen (words) values (${value})`.execute(tx),
    );
    await expect(storing).rejects.toThrow(TypeError);
  });

  test("a value of the wrong type or an integer too large to be exact is refused", async () => {
    const database = await openSpecimens();
    const wrong = database.write(everyone, (tx) =>
      sql`insert into specimen (at) values (${"soon"})`.execute(tx),
    );
    await expect(wrong).rejects.toMatchObject({ kind: "check" });
    await database.write(everyone, (tx) =>
      sql`insert into specimen (at) values (9007199254740993)`.execute(tx),
    );
    const reading = database.read(everyone, (tx) => sql`select at from specimen`.execute(tx));
    await expect(reading).rejects.toThrow(/too large/);
  });
});
