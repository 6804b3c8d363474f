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
export class RescueError extends Error {
  override readonly name = "RescueError";
  readonly code: RescueErrorCode;

  constructor(code: RescueErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
