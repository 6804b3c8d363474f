import type { Account } from "#domain/account/account.ts";
import type { Tx } from "./database.ts";
import type { SessionTable } from "./schema.ts";
import { accountOfRow } from "./user-account.ts";

/** A session and the account it opens. It may be over: `expiresAt` is for the caller to look at. */
export interface FoundSession {
  readonly session: SessionTable;
  readonly account: Account;
}

export async function findSession(tx: Tx, tokenHash: string): Promise<FoundSession | undefined> {
  const row = await tx
    .selectFrom("session")
    .innerJoin("userAccount", "userAccount.id", "session.userId")
    .select(["session.createdAt as begunAt", "session.lastUsedAt", "session.expiresAt"])
    .select(["userAccount.id", "userAccount.username", "userAccount.passwordHash", "userAccount.role"])
    .select(["userAccount.timeZone", "userAccount.createdAt", "userAccount.lastSeenAt"])
    .where("session.tokenHash", "=", tokenHash)
    .executeTakeFirst();
  if (!row) return undefined;
  const { begunAt, lastUsedAt, expiresAt, ...account } = row;
  return {
    session: { tokenHash, userId: row.id, createdAt: begunAt, lastUsedAt, expiresAt },
    account: accountOfRow(account),
  };
}

export async function insertSession(tx: Tx, session: SessionTable): Promise<void> {
  await tx.insertInto("session").values(session).execute();
}

/** Notes that a session and its account were just used. */
export async function touchSession(
  tx: Tx,
  session: Pick<SessionTable, "tokenHash" | "userId" | "lastUsedAt" | "expiresAt">,
): Promise<void> {
  const { tokenHash, userId, lastUsedAt, expiresAt } = session;
  await tx.updateTable("session").set({ lastUsedAt, expiresAt }).where("tokenHash", "=", tokenHash).execute();
  await tx.updateTable("userAccount").set({ lastSeenAt: lastUsedAt }).where("id", "=", userId).execute();
}

export async function deleteSession(tx: Tx, tokenHash: string): Promise<void> {
  await tx.deleteFrom("session").where("tokenHash", "=", tokenHash).execute();
}

/** Signs an account out everywhere. */
export async function deleteSessionsOf(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom("session").where("userId", "=", userId).execute();
}

/** Removes sessions that were over at `now` (epoch milliseconds). */
export async function deleteExpiredSessions(tx: Tx, now: number): Promise<void> {
  await tx.deleteFrom("session").where("expiresAt", "<=", now).execute();
}
