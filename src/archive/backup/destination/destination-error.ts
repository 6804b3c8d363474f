import { ToldError } from "../../told-error.ts";

/** Why a place for backups did not do what it was asked. */
export type DestinationErrorCode =
  | "disk-full"
  | "read-only"
  | "not-found"
  /** The place answered, and said no: keys, permissions, a file where a folder should be. */
  | "refused"
  /** No answer, or an answer that broke off every time. */
  | "unreachable"
  /** What it gives back is not what it was given. */
  | "corrupt"
  | "exists";

/** A failure of a place for backups. The message is one sentence that says what to do, and holds no secret. */
export class DestinationError extends ToldError<DestinationErrorCode> {
  override readonly name = "DestinationError";
}
