import { ToldError } from "../told-error.ts";

/** Why data cannot be moved, or was not. */
export type MoveErrorCode =
  | "move-refused"
  | "move-held"
  | "move-interrupted"
  | "move-lost-hold"
  | "move-unequal"
  | "move-unmarked";

/** A move that did not happen; the message is a sentence for people and says where the data is. */
export class MoveError extends ToldError<MoveErrorCode> {
  override readonly name = "MoveError";
}
