import { changeOf, type ManualChange } from "./change.ts";
import type { Instance, Outcome } from "./instance.ts";
import type { CompletedPayload } from "./instance-event.ts";

/** What a person tells when it is done; all of it may be left out. */
export interface CompletionInput {
  outcome: Partial<Outcome>;
  note?: string | undefined;
  reliefChange?: ManualChange | undefined;
  capacityChange?: ManualChange | undefined;
}

/** The completion as logged: answers, and the changes that follow from them and the forecast. */
export function completionOf(instance: Instance, input: CompletionInput, closedOn: string): CompletedPayload {
  const { forecast } = instance;
  const { outcome, note } = input;
  const relief = changeOf(forecast.reliefNow, outcome.relief ?? null, input.reliefChange);
  const capacity = changeOf(forecast.capacity, outcome.capacity ?? null, input.capacityChange);
  return {
    outcome,
    closedOn,
    ...(note === undefined ? {} : { note }),
    ...(relief === null ? {} : { reliefChange: relief }),
    ...(capacity === null ? {} : { capacityChange: capacity }),
  };
}
