import type { AccountKind, Person } from "./person.ts";

/** Someone's row here: a guest until there is a name, temporary until there is a password. */
export interface Account {
  readonly id: string;
  /** As typed; null for a guest. */
  readonly username: string | null;
  /** Encoded argon2id hash; null for a guest and a temporary account. */
  readonly passwordHash: string | null;
  readonly role: "person" | "admin";
  /** IANA name. */
  readonly timeZone: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds, exact to an hour. */
  readonly lastSeenAt: number;
}

export function accountKind(account: Pick<Account, "username" | "passwordHash">): AccountKind {
  if (account.username === null) return "guest";
  return account.passwordHash === null ? "temporary" : "full";
}

/** The person an account stands for. Only who has checked a session or is the command line may ask. */
export function personOf(account: Account): Person {
  const { id, role, timeZone } = account;
  return { id, kind: accountKind(account), role, timeZone };
}
