import { ToldError } from "../told-error.ts";

export type UpdateErrorCode =
  | "update-without-backup"
  | "update-rehearsal-failed"
  | "update-failed"
  | "nothing-to-roll-back"
  | "nothing-to-bring-back"
  | "rollback-lost-hold"
  | "rollback-unequal";

/** An update or rollback that was not carried out; the message is a sentence for the host. */
export class UpdateError extends ToldError<UpdateErrorCode> {
  override readonly name = "UpdateError";
}
