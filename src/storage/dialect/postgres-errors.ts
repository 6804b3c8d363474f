import { DatabaseError } from "pg";
import { StorageError, type StorageErrorKind } from "../storage-error.ts";

const kinds: readonly (readonly [prefix: string, kind: StorageErrorKind, sentence: string])[] = [
  ["23505", "unique", "A row with this key exists."],
  ["23503", "foreign-key", "The row refers to one that is not there, or others refer to it."],
  ["23", "check", "The row breaks a rule of its table."],
  ["22", "check", "A value does not fit its column."],
  ["40", "busy", "Others changed the same rows at the same time."],
  ["55P03", "busy", "Somebody else held a lock for too long."],
  ["57014", "busy", "The statement took too long."],
  ["53100", "disk-full", "The disk of the database is full."],
  ["53", "unavailable", "The database has no room for another connection."],
  ["57P", "unavailable", "The database is shutting down or starting."],
  ["08", "unavailable", "The connection to the database was lost."],
  ["25006", "statement", "A snapshot for reading cannot be written to."],
  ["25P0", "unavailable", "The database ended a transaction that was idle for too long."],
  ["58", "unavailable", "The database server cannot read or write its files; its log says more."],
  [
    "XX",
    "unavailable",
    "The database server failed in itself, as it does when its disk is full; its log says more.",
  ],
  ["28", "unavailable", "The database did not accept the name or password."],
  [
    "3D000",
    "unavailable",
    "The server has no database of this name. Look whether it was renamed, and let DATABASE_URL name it.",
  ],
];

const networkCodes = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;
const networkMessages =
  /connection terminated|connection error|not queryable|timeout exceeded when trying to connect|query read timeout/i;

/** The driver's own words when the server asks and there is nothing to say. */
const missingPassword = /password must be a string/i;

type ColumnsOf = (constraint: string) => readonly string[] | undefined;

/**
 * Turns an error of PostgreSQL or of the way to it into a StorageError; what is neither is passed on as it is.
 * `columnsOf` tells the columns of a constraint. The server's detail is never used: it quotes the row.
 */
export function fromPostgres(error: unknown, columnsOf: ColumnsOf = () => undefined): unknown {
  if (error instanceof DatabaseError) return fromServer(error, columnsOf);
  if (!(error instanceof Error) || error instanceof StorageError) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (missingPassword.test(error.message)) {
    return new StorageError(
      "unavailable",
      "The database wants a password, and none was given; put it into the address, into PGPASSWORD or into ~/.pgpass.",
      { engineCode: "28P01" },
    );
  }
  if (!networkCodes.test(code) && !networkMessages.test(error.message)) return error;
  return new StorageError("unavailable", "The database cannot be reached.", { engineCode: code || "lost" });
}

/** Whether running the whole transaction again may succeed at once. */
export function isConflict(error: unknown): boolean {
  return error instanceof StorageError && (error.engineCode === "40001" || error.engineCode === "40P01");
}

/** Whether the connection is gone or was never made, so that another attempt may find the server again. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof StorageError) || error.kind !== "unavailable") return false;
  return !/^(28|3D|58|XX)/.test(error.engineCode ?? "");
}

function fromServer(error: DatabaseError, columnsOf: ColumnsOf): StorageError {
  const engineCode = error.code ?? "";
  if (engineCode === "42501" && /row-level security/.test(error.message)) {
    return new StorageError("forbidden", "The row belongs to another owner.", {
      engineCode,
      place: placeOf(error, columnsOf),
    });
  }
  const found = kinds.find(([prefix]) => engineCode.startsWith(prefix));
  if (found) {
    const [, kind, sentence] = found;
    return new StorageError(kind, sentence, { engineCode, place: placeOf(error, columnsOf) });
  }
  // Class 42 (syntax, unknown names) quotes the statement, which holds no values; other messages may quote a row.
  const words = engineCode.startsWith("42") ? error.message : `error ${engineCode}`;
  return new StorageError("statement", `PostgreSQL: ${words}`, { engineCode });
}

function placeOf({ table, column, constraint }: DatabaseError, columnsOf: ColumnsOf) {
  const columns = column === undefined ? columnsOf(constraint ?? "") : [column];
  return {
    ...(table === undefined ? {} : { table }),
    ...(columns === undefined ? {} : { columns }),
    ...(constraint === undefined ? {} : { constraint }),
  };
}
