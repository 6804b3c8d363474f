import type { InstanceView } from "./instance-view.ts";
import { jsonText } from "./json-text.ts";
import { Sheet } from "./sheet.ts";

/** The `predicted` object as our columns give it; unanswered scales are left out. Source: domain 1.3. */
export function predictedSheet({ row, extra, emotionsBefore }: InstanceView): Sheet {
  const sheet = new Sheet();
  const begun = row.initializedAt !== null;
  const scale = (key: string, value: number | null) => sheet.say(key, value ?? undefined);
  const names = Object.keys(emotionsBefore);
  const emotionsTold = begun || names.length > 0;
  scale("time_estimate_minutes", row.forecastMinutes);
  sheet.say("emotions", emotionsTold ? names : undefined, names);
  sheet.say("emotion_values", emotionsTold ? emotionsBefore : undefined, emotionsBefore);
  scale("expected_relief", row.forecastRelief);
  scale("expected_mental_energy", row.forecastMentalEnergy);
  scale("expected_difficulty", row.forecastDifficulty);
  scale("expected_physical_load", row.forecastPhysical);
  scale("expected_emotional_load", row.forecastEmotional);
  scale("expected_stress", row.forecastStress);
  sheet.say(
    "physical_context",
    begun || row.place !== null ? (row.place === null ? "None" : jsonText(row.place)) : undefined,
    row.place,
  );
  scale("motivation", row.motivation);
  const described = begun || row.description !== "";
  sheet.say("description", described ? jsonText(row.description) : undefined, row.description);
  sayAversion(sheet, row, extra.first === true);
  sayLoads(sheet, row);
  sheet.say("estimate", undefined, row.forecastMinutes);
  return sheet;
}

type Row = InstanceView["row"];

/** What the form asked at the end overwrote `expected_aversion`; what it asked first stands beside it. */
function sayAversion(sheet: Sheet, row: Row, first: boolean): void {
  const asked = row.forecastAversion ?? undefined;
  const last = row.state === "completed" ? (row.outcomeAversion ?? asked) : asked;
  sheet.say("expected_aversion", last);
  sheet.say("aversion", undefined, last);
  sheet.say("initial_aversion", first ? asked : undefined, asked);
  sheet.say("initialization_expected_aversion", asked);
}

/** The old key for both loads, and older names of the emotional one. */
function sayLoads(sheet: Sheet, row: Row): void {
  const { forecastMentalEnergy: energy, forecastDifficulty: difficulty } = row;
  const mean = energy === null || difficulty === null ? undefined : (energy + difficulty) / 2;
  sheet.say("expected_cognitive_load", mean, [energy, difficulty]);
  sheet.say("expected_cognitive", undefined, [energy, difficulty]);
  sheet.say("expected_emotional", undefined, row.forecastEmotional);
  sheet.say("emotional_load", undefined, row.forecastEmotional);
}

/** The keys in the order in which the predecessor writes them. */
export const predictedKeys: readonly string[] =
  `time_estimate_minutes emotions emotion_values expected_relief expected_mental_energy
  expected_difficulty expected_physical_load expected_emotional_load expected_stress physical_context
  motivation description expected_aversion expected_cognitive_load initial_aversion
  initialization_expected_aversion init_form_duration_seconds init_sliders_adjusted_count`.split(/\s+/);
