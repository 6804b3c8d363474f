import fc from "fast-check";
import { expect, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";
import { addPerson, area, areaNames } from "#test/support/rows.ts";
import { insertMany } from "./insert-many.ts";

eachDialect((_engine, open) => {
  test("many rows arrive as they were, over several batches", async () => {
    const database = await open();
    const person = await addPerson(database);
    const rows = Array.from({ length: 4500 }, (_, index) =>
      area(person, `area ${String(index).padStart(4, "0")}`),
    );
    const inserted = await database.write(person, (tx) => insertMany(tx, "area", rows));
    expect(inserted).toBe(4500);
    expect(await database.read(person, areaNames)).toEqual(rows.map(({ name }) => name));
  });

  test("any text, number and null arrives unchanged", async () => {
    const database = await open();
    const person = await addPerson(database);
    const text = fc.oneof(
      fc
        .string({ unit: "binary", maxLength: 40 })
        .filter((words) => words.isWellFormed() && !words.includes("\0")),
      fc.constantFrom(
        "",
        "NULL",
        "null",
        "{a,b}",
        '"quoted"',
        "back\\slash",
        "\\N",
        "a,b",
        " ",
        "line\nbreak",
      ),
    );
    const row = fc.record({ name: text, description: text, deletedAt: fc.option(fc.maxSafeInteger()) });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (drawn) => {
        const rows = drawn.map((fields) => ({ ...area(person, ""), ...fields }));
        const found = await database.write(person, async (tx) => {
          await tx.deleteFrom("area").where("userId", "=", person).execute();
          await insertMany(tx, "area", rows);
          return tx
            .selectFrom("area")
            .select(["id", "name", "description", "deletedAt"])
            .orderBy("id")
            .execute();
        });
        const expected = rows.map(({ id, name, description, deletedAt }) => ({
          id,
          name,
          description,
          deletedAt,
        }));
        expect(found).toEqual(expected.toSorted((one, other) => (one.id < other.id ? -1 : 1)));
      }),
      { numRuns: 40 },
    );
  });

  test("rows that are there already can be skipped, or fail the whole", async () => {
    const database = await open();
    const person = await addPerson(database);
    const first = area(person, "first");
    await database.write(person, (tx) => insertMany(tx, "area", [first]));
    const both = [{ ...first, name: "changed" }, area(person, "second")];
    const failing = database.write(person, (tx) => insertMany(tx, "area", both));
    await expect(failing).rejects.toMatchObject({ kind: "unique" });
    const inserted = await database.write(person, (tx) =>
      insertMany(tx, "area", both, { onConflict: "skip" }),
    );
    expect(inserted).toBe(1);
    expect(await database.read(person, areaNames)).toEqual(["first", "second"]);
  });

  test("rows handed over without waiting arrive in that order", async () => {
    const database = await open();
    const person = await addPerson(database);
    const rows = Array.from({ length: 4500 }, (_, index) => area(person, `area ${index}`));
    const inserted = await database.write(person, (tx) =>
      Promise.all([
        insertMany(tx, "area", rows),
        insertMany(tx, "area", rows, { onConflict: "skip" }),
        insertMany(tx, "area", [area(person, "last")]),
      ]),
    );
    expect(inserted).toEqual([4500, 0, 1]);
  });

  test("when the first of several batches fails, nothing is kept and the next transaction works", async () => {
    const database = await open();
    const person = await addPerson(database);
    const first = area(person, "first");
    const rows = [first, first, ...Array.from({ length: 4500 }, (_, index) => area(person, `area ${index}`))];
    const failing = database.write(person, (tx) => insertMany(tx, "area", rows));
    await expect(failing).rejects.toMatchObject({ kind: "unique" });
    await database.write(person, (tx) => insertMany(tx, "area", [first]));
    expect(await database.read(person, areaNames)).toEqual(["first"]);
  });

  test("no rows are no work", async () => {
    const database = await open();
    const person = await addPerson(database);
    expect(await database.write(person, (tx) => insertMany(tx, "area", []))).toBe(0);
  });
});
