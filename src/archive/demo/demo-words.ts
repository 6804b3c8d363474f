import type { CancelCategory } from "#domain/instance/cancel-category.ts";

export const outcomeNotes = [
  "Starting was the worst part of it.",
  "Half as long as I had thought.",
  "Put on music first. Helped.",
  "Did only the first piece, and then the rest went by itself.",
  "They were friendly on the phone.",
  "Really was as tiresome as expected.",
  "Worse than I thought: a page was missing.",
  "Timer on ten minutes, then went on.",
  "Tired, but it is off my mind now.",
  "Next time in the morning.",
] as const;

export const pauseReasons = [
  "Telephone",
  "Lost the thread",
  "Something to eat first",
  "Somebody came in",
  "Need a paper I do not have here",
  "Headache",
] as const;

export const postponeReasons = [
  "Too late for it today",
  "No strength left",
  "Waiting for an answer",
  "First the other thing",
] as const;

/** Why something was left, as often as its weight says. */
export const demoCancels: readonly {
  readonly category: CancelCategory;
  readonly weight: number;
  readonly reasons: readonly string[];
}[] = [
  {
    category: "could-not",
    weight: 4,
    reasons: ["Could not make myself.", "Too much noise in my head today.", ""],
  },
  {
    category: "deferred",
    weight: 3,
    reasons: ["Fits better on Saturday.", "Goes with the big tidy-up.", ""],
  },
  { category: "did-while-another-ran", weight: 2, reasons: ["Did it while the pasta boiled.", ""] },
  { category: "other", weight: 2, reasons: ["Somebody else did it.", "Not needed any more."] },
  { category: "accidental", weight: 1, reasons: ["Wrong one.", ""] },
];

/** Loose notes, with how many days before the end each was written. */
export const looseNotes: readonly (readonly [daysAgo: number, body: string])[] = [
  [158, "Telephoning: write down the first sentence, then dial at once."],
  [121, "What helps: shoes on, then decide about the run."],
  [88, "Sunday evening is when everything looks largest."],
  [52, "The post is never as bad as the heap looks."],
  [23, "Two short goes are easier than one long one."],
  [5, "Mornings go better. Put the phone calls there."],
];
