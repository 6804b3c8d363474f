import { v7 as uuid } from "uuid";
import { expect, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";
import { type Database, everyone, type Tx } from "./database.ts";

export async function addPerson(database: Database): Promise<string> {
  const id = uuid();
  await database.write(everyone, (tx) =>
    tx
      .insertInto("userAccount")
      .values({ id, role: "person", timeZone: "UTC", createdAt: 1, lastSeenAt: 1, settings: "{}" })
      .execute(),
  );
  return id;
}

eachDialect((_engine, open) => {
  test("what a write did is there afterwards", async () => {
    const database = await open();
    const person = await addPerson(database);
    await database.write(person, (tx) => tx.insertInto("area").values(area(person, "Home")).execute());
    expect(await database.read(person, names)).toEqual(["Home"]);
  });
});

function area(userId: string, name: string) {
  return { userId, id: uuid(), name, description: "", extra: "{}", createdAt: 1, updatedAt: 1 };
}

async function names(tx: Tx): Promise<string[]> {
  const rows = await tx.selectFrom("area").select("name").orderBy("name").execute();
  return rows.map(({ name }) => name);
}
