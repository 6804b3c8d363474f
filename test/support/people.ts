import { v7 as newId } from "uuid";
import type { Person } from "#domain/account/person.ts";
import type { Moment } from "#domain/time/moment.ts";
import { type Database, everyone } from "#storage/database.ts";

/** Adds a bare account for tests below HTTP, and gives the person who holds it. */
export async function addPerson(
  database: Database,
  name: string,
  timeZone = "Europe/Berlin",
): Promise<Person> {
  const person: Person = { id: newId(), kind: "full", role: "person", timeZone };
  await database.write(everyone, async (tx) => {
    await tx
      .insertInto("userAccount")
      .values({
        id: person.id,
        username: name,
        usernameKey: name.toLowerCase(),
        passwordHash: null,
        role: person.role,
        timeZone,
        createdAt: 0,
        lastSeenAt: 0,
        settings: "{}",
      })
      .execute();
  });
  return person;
}

/** A clock that stands still until it is moved. */
export function testClock(start = Date.UTC(2026, 10, 21, 9)): { at: Moment; move(ms: number): void } {
  let now = start;
  return {
    at: {
      get now() {
        return now;
      },
      newId: () => newId(),
    },
    move(ms) {
      now += ms;
    },
  };
}
