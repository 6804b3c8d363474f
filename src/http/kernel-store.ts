import type { Person } from "#domain/account/person.ts";
import type { AppError } from "#contract/app-error.ts";

/** A browser's session. Only the SHA-256 of its token is ever stored. Instants are epoch milliseconds. */
export interface Session {
  readonly tokenHash: string;
  readonly userId: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly expiresAt: number;
}

/** The answer a write was given; a retry under the same key gets it again. */
export interface KeptAnswer {
  readonly key: string;
  readonly requestHash: string;
  readonly status: number;
  /** JSON, or "" for an answer without a body. */
  readonly body: string;
  readonly createdAt: number;
}

/** What the kernel needs of storage; main.ts hands it in. */
export interface KernelStore<Tx> {
  /** The owner of work across all people. */
  readonly everyone: string;
  read<T>(owner: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** `work` may run again. */
  write<T>(owner: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  findSession(tx: Tx, tokenHash: string): Promise<{ session: Session; person: Person } | undefined>;
  insertSession(tx: Tx, session: Session): Promise<void>;
  deleteSession(tx: Tx, tokenHash: string): Promise<void>;
  touchSession(tx: Tx, session: Session): Promise<void>;
  findAnswer(tx: Tx, owner: string, key: string): Promise<KeptAnswer | undefined>;
  keepAnswer(tx: Tx, owner: string, answer: KeptAnswer): Promise<void>;
  /** Forgets answers kept before `answersBefore` and sessions over at `now`. */
  sweep(tx: Tx, now: number, answersBefore: number): Promise<void>;
  /** Proves that a row can be written and read. */
  readonly probe: () => Promise<void>;
  /** What a failure of storage means to a person; undefined for anything that is none. */
  readonly appErrorOf: (error: unknown) => AppError | undefined;
  /** True when a row of the same key was written at the same time: trying again shows it. */
  isClash(error: unknown): boolean;
}
