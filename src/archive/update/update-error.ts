export type UpdateErrorCode =
  | "update-without-backup"
  | "update-rehearsal-failed"
  | "update-failed"
  | "nothing-to-roll-back"
  | "nothing-to-bring-back"
  | "rollback-lost-hold"
  | "rollback-unequal";

/** An update or rollback that was not carried out; the message is a sentence for the host. */
export class UpdateError extends Error {
  override readonly name = "UpdateError";
  readonly code: UpdateErrorCode;

  constructor(code: UpdateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
