import { sql } from "kysely";
import { expect, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";
import { addPerson, area, areaNames } from "#test/support/rows.ts";
import { everyone } from "../database.ts";

eachDialect((engine, open) => {
  async function twoPeople() {
    const database = await open();
    const [ann, bob] = [await addPerson(database), await addPerson(database)];
    await database.write(ann, (tx) => tx.insertInto("area").values(area(ann, "Ann's")).execute());
    await database.write(bob, (tx) => tx.insertInto("area").values(area(bob, "Bob's")).execute());
    return { database, ann, bob };
  }
  const noRowSecurity =
    engine === "sqlite" && "SQLite has no row security: the owner argument and composite keys part people";

  test("a query that forgets the owner still sees only the owner's rows", async (context) => {
    if (noRowSecurity) return context.skip(noRowSecurity);
    const { database, ann, bob } = await twoPeople();
    expect(await database.read(ann, areaNames)).toEqual(["Ann's"]);
    expect(await database.read(bob, areaNames)).toEqual(["Bob's"]);
    expect(await database.read(everyone, areaNames)).toEqual(["Ann's", "Bob's"]);
  });

  test("raw SQL of one person changes and deletes nothing of another", async (context) => {
    if (noRowSecurity) return context.skip(noRowSecurity);
    const { database, ann, bob } = await twoPeople();
    await database.write(ann, async (tx) => {
      const changed = await sql`update area set name = 'taken'`.execute(tx);
      expect(changed.numAffectedRows).toBe(1n);
      const deleted = await sql`delete from area where user_id = ${bob}`.execute(tx);
      expect(deleted.numAffectedRows).toBe(0n);
    });
    expect(await database.read(bob, areaNames)).toEqual(["Bob's"]);
  });

  test("a row cannot be put under another person's name", async (context) => {
    if (noRowSecurity) return context.skip(noRowSecurity);
    const { database, ann, bob } = await twoPeople();
    const planting = database.write(ann, (tx) => tx.insertInto("area").values(area(bob, "x")).execute());
    await expect(planting).rejects.toMatchObject({ kind: "forbidden" });
    const giving = database.write(ann, (tx) => sql`update area set user_id = ${bob}`.execute(tx));
    await expect(giving).rejects.toMatchObject({ kind: "forbidden" });
  });

  test("the owner of one transaction is forgotten by the next on the same connection", async (context) => {
    if (noRowSecurity) return context.skip(noRowSecurity);
    const database = await open({ poolSize: 1 });
    const ann = await addPerson(database);
    await database.write(ann, (tx) => tx.insertInto("area").values(area(ann, "Ann's")).execute());
    const bob = await addPerson(database);
    expect(await database.read(bob, areaNames)).toEqual([]);
  });

  test("a row cannot refer to another person's row, not even in the system's own work", async () => {
    const { database, ann, bob } = await twoPeople();
    const crossing = database.write(everyone, async (tx) => {
      const { id: areaId } = await tx
        .selectFrom("area")
        .select("id")
        .where("userId", "=", bob)
        .executeTakeFirstOrThrow();
      const task = {
        ...area(ann, "Dishes"),
        searchText: "",
        notes: "",
        version: 1,
        categories: "[]",
        lastUsedAt: 1,
      };
      await tx.insertInto("task").values(task).execute();
      await tx
        .insertInto("taskArea")
        .values({ userId: ann, taskId: task.id, areaId, createdAt: 1, importId: null })
        .execute();
    });
    await expect(crossing).rejects.toMatchObject({ kind: "foreign-key" });
  });

  // Referential actions see through row security, also when forced; so any owner may be set for this.
  test("deleting an account deletes everything of that person and nothing else", async () => {
    const { database, ann } = await twoPeople();
    await database.write(ann, (tx) => tx.deleteFrom("userAccount").where("id", "=", ann).execute());
    expect(await database.read(everyone, areaNames)).toEqual(["Bob's"]);
  });
});
