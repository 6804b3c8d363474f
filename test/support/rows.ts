import { v7 as uuid } from "uuid";
import { type Database, everyone, type Tx } from "#storage/database.ts";

/** Adds an account and gives its id. */
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

/** The smallest row that belongs to somebody. */
export function area(userId: string, name: string) {
  return { userId, id: uuid(), name, description: "", extra: "{}", createdAt: 1, updatedAt: 1 };
}

/** The names of all areas that `tx` can see. */
export async function areaNames(tx: Tx): Promise<string[]> {
  const rows = await tx.selectFrom("area").select("name").orderBy("name").execute();
  return rows.map(({ name }) => name);
}

/** A readable id. */
export function uuidOf(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}
