import { AppError } from "#contract/app-error.ts";
import { nearbyUsernames, readUsername, suggestUsernames, usernameKey } from "#domain/account/username.ts";
import type { Tx } from "#storage/database.ts";
import { findAccountByUsernameKey, takenUsernameKeys } from "#storage/user-account.ts";

export interface ChosenName {
  readonly username: string;
  readonly usernameKey: string;
}

/** Reads a username as typed. Throws username-invalid. */
export function readName(typed: string): ChosenName {
  const username = readUsername(typed);
  if (username === undefined) throw new AppError("username-invalid");
  return { username, usernameKey: usernameKey(username) };
}

/** Makes sure that a name is free, or already this account's own. Throws username-taken with two that are free. */
export async function claimName(tx: Tx, name: ChosenName, accountId: string): Promise<void> {
  const holder = await findAccountByUsernameKey(tx, name.usernameKey);
  if (holder === undefined || holder.id === accountId) return;
  const taken = await takenUsernameKeys(tx, nearbyUsernames(name.username).map(usernameKey));
  throw new AppError("username-taken", { suggestions: suggestUsernames(name.username, taken) });
}
