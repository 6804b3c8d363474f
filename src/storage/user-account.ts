import type { Account } from "#domain/account/account.ts";
import type { Tx } from "./database.ts";
import type { UserAccountTable } from "./schema.ts";

type AccountRow = Omit<UserAccountTable, "usernameKey" | "settings">;

const columns = [
  "id",
  "username",
  "passwordHash",
  "role",
  "timeZone",
  "createdAt",
  "lastSeenAt",
] as const satisfies (keyof AccountRow)[];

export async function findAccount(tx: Tx, id: string): Promise<Account | undefined> {
  const row = await tx.selectFrom("userAccount").select(columns).where("id", "=", id).executeTakeFirst();
  return row && accountOfRow(row);
}

/** The account that a username, whatever its case and look, belongs to. The key comes from `usernameKey`. */
export async function findAccountByUsernameKey(tx: Tx, usernameKey: string): Promise<Account | undefined> {
  const row = await tx
    .selectFrom("userAccount")
    .select(columns)
    .where("usernameKey", "=", usernameKey)
    .executeTakeFirst();
  return row && accountOfRow(row);
}

/** Which of these username keys are taken. */
export async function takenUsernameKeys(tx: Tx, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await tx
    .selectFrom("userAccount")
    .select("usernameKey")
    .where("usernameKey", "in", keys)
    .execute();
  return new Set(rows.map(({ usernameKey }) => usernameKey).filter((key) => key !== null));
}

/** Throws StorageError 'unique' when the username is taken. */
export async function insertAccount(tx: Tx, account: Account, usernameKey: string | null): Promise<void> {
  await tx
    .insertInto("userAccount")
    .values({ ...account, usernameKey, settings: "{}" })
    .execute();
}

/** What may change about an account; the key always goes with the username. */
export interface AccountChange {
  readonly name?: { readonly username: string; readonly usernameKey: string };
  readonly passwordHash?: string;
  readonly timeZone?: string;
  readonly role?: "person" | "admin";
}

/** Throws StorageError 'unique' when the username is taken. */
export async function updateAccount(tx: Tx, id: string, change: AccountChange): Promise<void> {
  const { name, ...others } = change;
  if (name === undefined && Object.keys(others).length === 0) return;
  await tx
    .updateTable("userAccount")
    .set({ ...others, ...name })
    .where("id", "=", id)
    .execute();
}

/** Removes the account and every row it owns. */
export async function deleteAccountRow(tx: Tx, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom("userAccount").where("id", "=", id).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Every account, the oldest first. */
export async function listAccountRows(tx: Tx): Promise<Account[]> {
  const rows = await tx
    .selectFrom("userAccount")
    .select(columns)
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
  return rows.map(accountOfRow);
}

/** How many accounts there are, guests included. */
export async function countAccounts(tx: Tx): Promise<number> {
  const { count } = await tx
    .selectFrom("userAccount")
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

export function accountOfRow(row: AccountRow): Account {
  return { ...row, role: row.role === "admin" ? "admin" : "person" };
}
