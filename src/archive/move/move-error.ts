/** Why data cannot be moved, or was not. */
export type MoveErrorCode =
  | "move-refused"
  | "move-held"
  | "move-interrupted"
  | "move-lost-hold"
  | "move-unequal"
  | "move-unmarked";

/** A move that did not happen; the message is a sentence for people and says where the data is. */
export class MoveError extends Error {
  override readonly name = "MoveError";
  readonly code: MoveErrorCode;

  constructor(code: MoveErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
