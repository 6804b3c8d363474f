import type { Account } from "#domain/account/account.ts";

/** What the host calls an account: its username, or for a guest the id that the list shows. */
export function accountName({ username, id }: Account): string {
  return username ?? id;
}
