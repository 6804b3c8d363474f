import { ToldError } from "../told-error.ts";

/** Why nothing could be rescued. */
export type RescueErrorCode =
  | "rescue-no-file"
  | "rescue-out-exists"
  | "rescue-in-use"
  | "rescue-not-sqlite"
  | "rescue-not-ours"
  | "rescue-newer"
  | "rescue-nothing"
  | "rescue-place";

/** A rescue that cannot be done; the message is a sentence for the host. */
export class RescueError extends ToldError<RescueErrorCode> {
  override readonly name = "RescueError";
}
