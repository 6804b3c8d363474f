import type { CompleteBody, OutcomeInput } from "#contract/instance.ts";
import { typedMinutes } from "../../lib/minutes.ts";
import { answered, answeredEmotions } from "./answered.ts";
import type { ScaleAnswers } from "./scale-list.tsx";

export type ManualChange = "less" | "same" | "more";

export interface FinishDraft {
  scales: ScaleAnswers;
  completion: number | null;
  minutes: string;
  emotions: Record<string, number | null>;
  note: string;
  reliefChange: ManualChange | null;
  capacityChange: ManualChange | null;
}

export const emptyFinishDraft: FinishDraft = {
  scales: {},
  completion: null,
  minutes: "",
  emotions: {},
  note: "",
  reliefChange: null,
  capacityChange: null,
};

/** What the form says, as the API takes it: untouched answers are left out. */
export function completeOf(draft: FinishDraft): CompleteBody {
  const emotions = answeredEmotions(draft.emotions);
  const { completion, reliefChange, capacityChange } = draft;
  const outcome: OutcomeInput = {
    ...answered({ ...draft.scales, completion, minutes: typedMinutes(draft.minutes) }),
    ...(emotions && { emotions }),
  };
  return {
    outcome,
    ...(draft.note.trim() !== "" && { note: draft.note }),
    ...(reliefChange && { reliefChange }),
    ...(capacityChange && { capacityChange }),
  };
}
