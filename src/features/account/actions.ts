import { AppError } from "#contract/app-error.ts";
import type { Account } from "#domain/account/account.ts";
import { defaultPairs } from "#domain/emotion/emotion-pair.ts";
import type { Moment } from "#domain/time/moment.ts";
import type { Tx } from "#storage/database.ts";
import { insertEmotions } from "#storage/emotion.ts";
import { deleteSessionsOf } from "#storage/session.ts";
import {
  type AccountChange,
  countAccounts,
  deleteAccountRow,
  findAccount,
  findAccountByUsernameKey,
  insertAccount,
  listAccountRows,
  updateAccount,
} from "#storage/user-account.ts";
import { claimName, readName } from "./username-choice.ts";

export interface NewAccount {
  /** Null for a guest. */
  readonly username: string | null;
  /** From `hashPassword`; null for a guest and for a temporary account. */
  readonly passwordHash: string | null;
  readonly role?: "person" | "admin";
  readonly timeZone?: string;
  /** How many accounts there may be with this one; null means any number. */
  readonly maxUsers: number | null;
}

/**
 * Makes an account with the usual emotion pairs. The transaction must be everyone's.
 * Throws registration-full, username-invalid, username-taken.
 */
export async function createAccount(tx: Tx, given: NewAccount, at: Moment): Promise<Account> {
  if (given.maxUsers !== null && (await countAccounts(tx)) >= given.maxUsers) {
    throw new AppError("registration-full");
  }
  const id = at.newId();
  const name = given.username === null ? null : readName(given.username);
  if (name) await claimName(tx, name, id);
  const account: Account = {
    id,
    username: name?.username ?? null,
    passwordHash: given.passwordHash,
    role: given.role ?? "person",
    timeZone: given.timeZone ?? "UTC",
    createdAt: at.now,
    lastSeenAt: at.now,
  };
  await insertAccount(tx, account, name?.usernameKey ?? null);
  await insertEmotions(tx, id, defaultPairs, at.now);
  return account;
}

/**
 * Gives an account a name, and a password if there is one: the same row goes on with everything it owns.
 * Throws username-invalid, username-taken.
 */
export async function claimAccount(
  tx: Tx,
  account: Account,
  given: { username: string; passwordHash: string | null; timeZone?: string | undefined },
): Promise<Account> {
  const name = readName(given.username);
  await claimName(tx, name, account.id);
  const { passwordHash, timeZone } = given;
  return change(tx, account, {
    name,
    ...(passwordHash === null ? {} : { passwordHash }),
    ...(timeZone === undefined ? {} : { timeZone }),
  });
}

/** Changes time zone or name. Throws username-invalid, username-taken. */
export async function changeProfile(
  tx: Tx,
  account: Account,
  given: { username?: string | undefined; timeZone?: string | undefined },
): Promise<Account> {
  const name = given.username === undefined ? undefined : readName(given.username);
  if (name) await claimName(tx, name, account.id);
  return change(tx, account, {
    ...(name === undefined ? {} : { name }),
    ...(given.timeZone === undefined ? {} : { timeZone: given.timeZone }),
  });
}

/** Sets a password and signs the account out everywhere. `passwordHash` comes from `hashPassword`. */
export async function setPassword(tx: Tx, account: Account, passwordHash: string): Promise<Account> {
  const changed = await change(tx, account, { passwordHash });
  await deleteSessionsOf(tx, account.id);
  return changed;
}

/** Deletes an account with every row it owns. Throws not-found. */
export async function deleteAccount(tx: Tx, id: string): Promise<void> {
  if (!(await deleteAccountRow(tx, id))) throw new AppError("not-found");
}

/** Every account, the oldest first. For the host only. */
export async function listAccounts(tx: Tx): Promise<Account[]> {
  return listAccountRows(tx);
}

/** The account of that name, in any case and look. Throws not-found. For the host only. */
export async function accountNamed(tx: Tx, username: string): Promise<Account> {
  const account = await findAccountByUsernameKey(tx, readName(username).usernameKey);
  if (!account) throw new AppError("not-found");
  return account;
}

/** A person's own account. Throws not-signed-in when it was deleted meanwhile. */
export async function ownAccount(tx: Tx, person: { readonly id: string }): Promise<Account> {
  const account = await findAccount(tx, person.id);
  if (!account) throw new AppError("not-signed-in");
  return account;
}

async function change(tx: Tx, account: Account, given: AccountChange): Promise<Account> {
  await updateAccount(tx, account.id, given);
  const { name, ...others } = given;
  return { ...account, ...others, ...(name ? { username: name.username } : {}) };
}
