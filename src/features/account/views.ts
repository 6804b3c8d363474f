import type { AccountView, InstallationView, MeView } from "#contract/account.ts";
import { type Account, accountKind } from "#domain/account/account.ts";
import type { Tx } from "#storage/database.ts";
import { countAccounts } from "#storage/user-account.ts";
import type { AccountPolicy } from "./policy.ts";

export function accountView(account: Account): AccountView {
  const { id, username, role, timeZone } = account;
  const createdAt = new Date(account.createdAt).toISOString();
  return { id, username, kind: accountKind(account), role, timeZone, createdAt };
}

export async function installationView(tx: Tx, policy: AccountPolicy): Promise<InstallationView> {
  const { name, version, authMode, registration, maxUsers } = policy;
  const hasRoom = maxUsers === null || (await countAccounts(tx)) < maxUsers;
  return { name, version, authMode, registration, hasRoom };
}

export async function meView(tx: Tx, account: Account, policy: AccountPolicy): Promise<MeView> {
  return { account: accountView(account), installation: await installationView(tx, policy) };
}
