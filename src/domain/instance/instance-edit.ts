import { definedOf, sameValue, withAnswers } from "./answers.ts";
import { recomputedChanges } from "./change.ts";
import type { Forecast, Instance, Outcome } from "./instance.ts";
import type { EditedEvent, EditedPayload, InstanceEdit, InstanceEvent } from "./instance-event.ts";

/** What a person asks to change; provenance and derived changes follow from it. */
export type EditInput = Omit<InstanceEdit, "provenance">;

/** Whether these fields exist in the instance's state: an outcome only once completed, a category only once cancelled. */
export function mayEdit(instance: Instance, edit: InstanceEdit): boolean {
  const named = (field: keyof InstanceEdit) => edit[field] !== undefined;
  if (named("outcome") || named("reliefChange") || named("capacityChange")) {
    if (instance.state !== "completed") return false;
  }
  if (named("cancelCategory") || named("cancelReason")) return instance.state === "cancelled";
  return true;
}

/** The edit as logged: every field that differs with what it was and becomes, and what depends on it. Null: nothing differs. */
export function editOf(instance: Instance, input: EditInput): EditedPayload | null {
  const { forecast, outcome, reliefChange, capacityChange, ...plain } = input;
  const changes = { reliefChange, capacityChange };
  const answered = {
    ...instance,
    ...definedOf(plain),
    ...withAnswers(instance, definedOf({ forecast, outcome })),
  };
  const derived = instance.state === "completed" ? recomputedChanges(instance, answered) : {};
  const next = { ...answered, ...derived, ...definedOf(changes) };
  const after = differences(instance, next);
  return Object.keys(after).length === 0 ? null : { before: differences(next, instance), after };
}

/** The instance with the fields of an edit set. Logged edits are complete, so nothing is computed here. */
export function withEdit(instance: Instance, edit: InstanceEdit): Instance {
  const { forecast, outcome, provenance, ...plain } = edit;
  const sources = { ...instance.provenance };
  for (const [name, source] of Object.entries(provenance ?? {})) {
    if (source === null) delete sources[name];
    else sources[name] = source;
  }
  return {
    ...instance,
    ...plain,
    forecast: { ...instance.forecast, ...forecast },
    outcome: { ...instance.outcome, ...outcome },
    provenance: sources,
  };
}

/** The newest edit in the log that was not taken back, whatever happened since. */
export function lastEdit(events: readonly InstanceEvent[]): EditedEvent | undefined {
  const edits = events.filter((event) => event.type === "edited");
  const takenBack = new Set(edits.map((event) => event.payload.takesBack));
  return edits.findLast((event) => event.payload.takesBack === undefined && !takenBack.has(event.seq));
}

/**
 * The event that undoes an edit, or null when that would overwrite something newer: a field named in it was changed
 * again, or no longer exists in the present state.
 */
export function takingBack(instance: Instance, edit: EditedEvent): EditedPayload | null {
  const { before, after } = edit.payload;
  const stands = Object.keys(differences(instance, withEdit(instance, after))).length === 0;
  return stands && mayEdit(instance, before) ? { before: after, after: before, takesBack: edit.seq } : null;
}

/** The fields in which `to` differs from `from`, with the values of `to`. */
export function differences(from: Instance, to: Instance): InstanceEdit {
  const edit: InstanceEdit = {};
  const forecast = differing<Forecast>(from.forecast, to.forecast);
  const outcome = differing<Outcome>(from.outcome, to.outcome);
  if (forecast) edit.forecast = forecast;
  if (outcome) edit.outcome = outcome;
  Object.assign(edit, differing(pick(from), pick(to)));
  const names = new Set([...Object.keys(from.provenance), ...Object.keys(to.provenance)]);
  for (const name of names) {
    if (from.provenance[name] === to.provenance[name]) continue;
    edit.provenance = { ...edit.provenance, [name]: to.provenance[name] ?? null };
  }
  return edit;
}

/** The fields of an edit that stand by themselves. */
function pick(instance: Instance) {
  const { note, description, place, dueAt, reliefChange, capacityChange, cancelCategory, cancelReason } =
    instance;
  return { note, description, place, dueAt, reliefChange, capacityChange, cancelCategory, cancelReason };
}

function differing<T extends object>(from: T, to: T): Partial<T> | undefined {
  const old = new Map<string, unknown>(Object.entries(from));
  const entries = Object.entries(to).filter(([key, value]) => !sameValue(old.get(key), value));
  // The keys and values are those of `to`.
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Partial<T>);
}
