import { AppError } from "#contract/app-error.ts";
import type { InstancePatch } from "#contract/instance.ts";
import type { Person } from "#domain/account/person.ts";
import type { Instance } from "#domain/instance/instance.ts";
import { type EditInput, editOf, mayEdit, takingBack } from "#domain/instance/instance-edit.ts";
import { isWithinUndo } from "#domain/instance/lifecycle.ts";
import type { Moment } from "#domain/time/moment.ts";
import type { Tx } from "#storage/database.ts";
import type { StoredInstance } from "#storage/instance.ts";
import { ownInstance, ownInstanceOrDeleted } from "./access.ts";
import { checkCategory, checkEmotions } from "./check-answers.ts";
import { instantOrNull } from "./instant-of.ts";
import { recordEvent } from "./record-event.ts";

/** Changes the fields given, in any state, and keeps what they were. */
export async function editInstance(
  tx: Tx,
  person: Person,
  id: string,
  patch: InstancePatch,
  at: Moment,
): Promise<StoredInstance> {
  const stored = await ownInstance(tx, person, id);
  const { instance } = stored;
  const { dueAt, ...rest } = patch;
  const input: EditInput = dueAt === undefined ? rest : { ...rest, dueAt: instantOrNull(dueAt) };
  checkFields(instance, input);
  await checkEmotions(tx, person, instance, input);
  const payload = editOf(instance, input);
  return payload === null ? stored : await recordEvent(tx, person, stored, { type: "edited", payload }, at);
}

/** Puts back what the last edit of the last 30 days changed. Throws nothing-to-undo when something newer stands there. */
export async function takeBackInstanceEdit(
  tx: Tx,
  person: Person,
  id: string,
  at: Moment,
): Promise<StoredInstance> {
  const stored = await ownInstance(tx, person, id);
  const { instance, lastEdit } = stored;
  const payload = lastEdit && takingBack(instance, lastEdit);
  if (!payload) throw new AppError("nothing-to-undo");
  if (!isWithinUndo(lastEdit.at, at.now)) throw new AppError("undo-expired");
  return await recordEvent(tx, person, stored, { type: "edited", payload }, at);
}

/** Hides it everywhere; it can be restored for 30 days. */
export async function deleteInstance(
  tx: Tx,
  person: Person,
  id: string,
  at: Moment,
): Promise<StoredInstance> {
  const stored = await ownInstance(tx, person, id);
  return await recordEvent(tx, person, stored, { type: "deleted", payload: {} }, at);
}

/** Undoes a deletion of the last 30 days. */
export async function restoreInstance(
  tx: Tx,
  person: Person,
  id: string,
  at: Moment,
): Promise<StoredInstance> {
  const stored = await ownInstanceOrDeleted(tx, person, id);
  return await recordEvent(tx, person, stored, { type: "restored", payload: {} }, at);
}

function checkFields(instance: Instance, input: EditInput): void {
  const { cancelCategory, cancelReason, ...rest } = input;
  if (!mayEdit(instance, rest)) {
    throw new AppError("lifecycle-refused", { state: instance.state, event: "edit" });
  }
  if (cancelCategory === undefined && cancelReason === undefined) return;
  if (!mayEdit(instance, { cancelReason: "" })) {
    throw new AppError("invalid-request", {
      fields: { cancelReason: "Only what was put aside has a reason for that." },
    });
  }
  // A category that an import brought stays allowed where it is.
  if (typeof cancelCategory === "string" && cancelCategory !== instance.cancelCategory) {
    checkCategory(cancelCategory);
  }
}
