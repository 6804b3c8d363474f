import { v7 as newId } from "uuid";
import { expect, test } from "vitest";
import { personOf } from "#domain/account/account.ts";
import { createTask } from "#features/task/actions.ts";
import { type Database, everyone } from "#storage/database.ts";
import { findAccount } from "#storage/user-account.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { accountNamed, createAccount, deleteAccount, listAccounts, setPassword } from "./actions.ts";

const at = { now: Date.UTC(2026, 10, 21, 9), newId: () => newId() };

function add(database: Database, username: string | null, more = {}) {
  const given = { username, passwordHash: null, maxUsers: null, ...more };
  return database.write(everyone, (tx) => createAccount(tx, given, at));
}

eachDialect((_engine, open) => {
  test("the host makes an admin and finds them by any spelling of the name", async () => {
    const database = await open();
    const account = await add(database, "Ann", {
      role: "admin",
      passwordHash: "hash",
      timeZone: "Asia/Tokyo",
    });
    expect(account).toMatchObject({ username: "Ann", role: "admin", timeZone: "Asia/Tokyo" });
    expect(personOf(account)).toEqual({
      id: account.id,
      kind: "full",
      role: "admin",
      timeZone: "Asia/Tokyo",
    });
    expect(await database.read(everyone, (tx) => accountNamed(tx, "ＡＮＮ"))).toEqual(account);
    await expect(database.read(everyone, (tx) => accountNamed(tx, "ben"))).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test("the host lists everyone, guests too, the oldest first", async () => {
    const database = await open();
    const [first, second] = [await add(database, "ann"), await add(database, null)];
    expect(await database.read(everyone, listAccounts)).toEqual([first, second]);
  });

  test("a new password ends every session", async () => {
    const database = await open();
    const account = await add(database, "ann");
    const session = { userId: account.id, createdAt: 1, lastUsedAt: 1, expiresAt: 9e15 };
    const sessions = await database.write(everyone, async (tx) => {
      await tx
        .insertInto("session")
        .values({ ...session, tokenHash: "a" })
        .execute();
      await setPassword(tx, account, "new hash");
      return tx.selectFrom("session").selectAll().execute();
    });
    expect(sessions).toEqual([]);
    const stored = await database.read(everyone, (tx) => findAccount(tx, account.id));
    expect(stored?.passwordHash).toBe("new hash");
  });

  test("deleting somebody removes every row of theirs and none of anybody else's", async () => {
    const database = await open();
    const [ann, ben] = [await add(database, "ann"), await add(database, "ben")];
    const input = { name: "Taxes" };
    for (const account of [ann, ben]) {
      await database.write(account.id, (tx) => createTask(tx, personOf(account), input, at));
    }
    await database.write(everyone, (tx) => deleteAccount(tx, ann.id));
    const left = await database.read(everyone, async (tx) => ({
      tasks: await tx.selectFrom("task").select("userId").execute(),
      emotions: await tx.selectFrom("emotion").select("userId").distinct().execute(),
      accounts: await tx.selectFrom("userAccount").select("id as userId").execute(),
    }));
    const bens = [{ userId: ben.id }];
    expect(left).toEqual({ tasks: bens, emotions: bens, accounts: bens });
    await expect(database.write(everyone, (tx) => deleteAccount(tx, ann.id))).rejects.toMatchObject({
      code: "not-found",
    });
  });
});
