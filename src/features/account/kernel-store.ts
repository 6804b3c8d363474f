import type { ErrorCode } from "#contract/error-codes.ts";
import { personOf } from "#domain/account/account.ts";
import type { KernelStore } from "#http/kernel-store.ts";
import { type Database, everyone, type Tx } from "#storage/database.ts";
import { deleteAnswersBefore, findAnswer, keepAnswer } from "#storage/idempotency-key.ts";
import { findFact, keepFact } from "#storage/installation.ts";
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
  "disk-full": "database-unavailable",
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
      await database().write(everyone, (tx) => keepFact(tx, "last-probe", value));
      const found = await database().read(everyone, (tx) => findFact(tx, "last-probe"));
      // Another process of this installation may have probed in between.
      if (found === undefined) throw new Error("What was written cannot be read.");
    },
    errorCodeOf: (error) => (error instanceof StorageError ? codes[error.kind] : undefined),
    isClash: (error) => error instanceof StorageError && error.kind === "unique",
  };
}
