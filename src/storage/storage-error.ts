/** What went wrong, the same on both engines. */
export type StorageErrorKind =
  | "unique"
  | "foreign-key"
  /** A CHECK, NOT NULL or type rule of the table. */
  | "check"
  /** The row belongs to another owner. */
  | "forbidden"
  /** Somebody else held the lock for too long. */
  | "busy"
  | "unavailable"
  /** The connection broke while committing: the write may or may not have happened. */
  | "outcome-unknown"
  | "newer-schema"
  /** Writers wait while the data is moved or restored. */
  | "held"
  /** The data was moved to another database. */
  | "moved"
  | "disk-full"
  /** A statement the engine refused: a bug of ours. */
  | "statement";

/** Where a constraint failed, as far as the engine tells. Names only, never values. */
export interface StorageErrorPlace {
  readonly table?: string;
  /** Column names as in SQL (snake_case). */
  readonly columns?: readonly string[];
  readonly constraint?: string;
}

/** A failure of the database in the app's own terms. Its message never holds a row's values. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly kind: StorageErrorKind;
  readonly place: StorageErrorPlace;
  /** The engine's own code, for logs. */
  readonly engineCode: string | undefined;
  /** For 'held': in how many seconds writers may come back, as far as that is known. */
  readonly retryAfter: number | undefined;

  constructor(
    kind: StorageErrorKind,
    message: string,
    detail: {
      readonly place?: StorageErrorPlace;
      readonly engineCode?: string;
      readonly retryAfter?: number;
    } = {},
  ) {
    super(message);
    this.kind = kind;
    this.place = detail.place ?? {};
    this.engineCode = detail.engineCode;
    this.retryAfter = detail.retryAfter;
  }
}
