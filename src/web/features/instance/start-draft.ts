import type { ForecastInput } from "#contract/instance.ts";
import { instantOfDay } from "../../lib/days.ts";
import { typedMinutes } from "../../lib/minutes.ts";
import { answered, answeredEmotions } from "./answered.ts";
import type { ScaleAnswers } from "./scale-list.tsx";

export interface StartDraft {
  scales: ScaleAnswers;
  minutes: string;
  emotions: Record<string, number | null>;
  place: string;
  description: string;
  dueDay: string | null;
}

export const emptyStartDraft: StartDraft = {
  scales: {},
  minutes: "",
  emotions: {},
  place: "",
  description: "",
  dueDay: null,
};

/** What the form says, as the API takes it: untouched answers are left out. */
export function beginOf(draft: StartDraft, timeZone: string) {
  const emotions = answeredEmotions(draft.emotions);
  const forecast: ForecastInput = {
    ...answered({ ...draft.scales, minutes: typedMinutes(draft.minutes) }),
    ...(emotions && { emotions }),
  };
  return {
    forecast,
    ...(draft.place.trim() !== "" && { place: draft.place.trim() }),
    ...(draft.description.trim() !== "" && { description: draft.description }),
    ...(draft.dueDay !== null && { dueAt: instantOfDay(draft.dueDay, timeZone) }),
  };
}
