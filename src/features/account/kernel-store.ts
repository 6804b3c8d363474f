import { AppError } from "#contract/app-error.ts";
import type { ErrorCode } from "#contract/error-codes.ts";
import { personOf } from "#domain/account/account.ts";
import type { KernelStore } from "#http/kernel-store.ts";
import { type Database, everyone, type Tx } from "#storage/database.ts";
import { deleteAnswersBefore, findAnswer, keepAnswer } from "#storage/idempotency-key.ts";
import { findLocal, keepLocal } from "#storage/local-state.ts";
import {
  deleteExpiredSessions,
  deleteSession,
  findSession,
  insertSession,
  touchSession,
} from "#storage/session.ts";
import { StorageError, type StorageErrorKind } from "#storage/storage-error.ts";

/** What each failure of storage means to a person. */
const codes: Readonly<Record<StorageErrorKind, ErrorCode>> = {
  unique: "conflict",
  "foreign-key": "conflict",
  check: "internal",
  forbidden: "not-found",
  busy: "busy",
  unavailable: "database-unavailable",
  "outcome-unknown": "database-unavailable",
  "newer-schema": "database-newer",
  held: "writes-held",
  moved: "data-moved",
  "disk-full": "disk-full",
  statement: "internal",
};

/** The kernel's view of the database; `database` throws until one is open. */
export function kernelStore(database: () => Database): KernelStore<Tx> {
  return {
    everyone,
    read: (owner, work) => database().read(owner, work),
    write: (owner, work) => database().write(owner, work),
    async findSession(tx, tokenHash) {
      const found = await findSession(tx, tokenHash);
      return found && { session: found.session, person: personOf(found.account) };
    },
    insertSession,
    deleteSession,
    touchSession,
    findAnswer,
    keepAnswer,
    async sweep(tx, now, answersBefore) {
      await deleteAnswersBefore(tx, answersBefore);
      await deleteExpiredSessions(tx, now);
    },
    async probe() {
      const value = crypto.randomUUID();
      try {
        await database().write(everyone, (tx) => keepLocal(tx, "lastProbe", value));
      } catch (error) {
        // Reading goes on meanwhile, and writing comes back by itself.
        if (!(error instanceof StorageError && error.kind === "held")) throw error;
      }
      const found = await database().read(everyone, (tx) => findLocal(tx, "lastProbe"));
      // Another process of this installation may have probed in between.
      if (found === undefined) throw new Error("What was written cannot be read.");
    },
    appErrorOf(error) {
      if (!(error instanceof StorageError)) return undefined;
      const details = error.retryAfter === undefined ? undefined : { retryAfterSeconds: error.retryAfter };
      return new AppError(codes[error.kind], details, { cause: error });
    },
    isClash: (error) => error instanceof StorageError && error.kind === "unique",
  };
}
