import type { Recurrence } from "#domain/task/task.ts";

/** A made-up task and what it is usually like. */
export interface DemoTask {
  readonly name: string;
  readonly area: string | null;
  readonly taskType: "work" | "self-care" | "play";
  readonly recurrence: Recurrence | null;
  readonly estimateMinutes: number | null;
  /** Aversion, 0–100, as it is usually expected and as it usually turns out. */
  readonly dread: number;
  readonly felt: number;
  /** How often a week it is done. */
  readonly perWeek: number;
  /** Between which hours of the day. */
  readonly hours: readonly [from: number, to: number];
  readonly place?: string;
  readonly categories?: readonly string[];
  readonly notes?: string;
  /** Put away this many days before the end. */
  readonly retiredDaysAgo?: number;
}

export const demoAreas = [
  { name: "Home", taskType: "self-care", description: "Where one lives." },
  { name: "Job", taskType: "work", description: "" },
  { name: "Papers", taskType: "work", description: "Letters, forms and money." },
  { name: "Health", taskType: "self-care", description: "" },
  { name: "People", taskType: null, description: "Friends, family, neighbours." },
  { name: "Learning", taskType: "work", description: "" },
] as const;

const task = (
  name: string,
  area: string | null,
  taskType: DemoTask["taskType"],
  recurrence: Recurrence | null,
  [estimateMinutes, dread, felt, perWeek]: readonly [number | null, number, number, number],
  hours: readonly [number, number],
  more: Partial<DemoTask> = {},
): DemoTask => ({
  name,
  area,
  taskType,
  recurrence,
  estimateMinutes,
  dread,
  felt,
  perWeek,
  hours,
  ...more,
});

/** What a half year is made of. Numbers: minutes, expected aversion, felt aversion, times a week. */
export const demoTasks: readonly DemoTask[] = [
  task("Wash the dishes", "Home", "self-care", "routine", [20, 48, 26, 1.5], [18, 21], { place: "kitchen" }),
  task("Laundry", "Home", "self-care", "recurring", [25, 42, 27, 0.71], [9, 19]),
  task("Clean the bathroom", "Home", "self-care", "recurring", [40, 68, 41, 0.36], [10, 17], {
    categories: ["cleaning"],
  }),
  task("Tidy the desk", "Home", "self-care", null, [15, 36, 22, 0.32], [9, 20], { place: "desk" }),
  task("Take out the old paper", "Home", "self-care", "recurring", [10, 30, 14, 0.28], [8, 20]),
  task("Answer the emails that lie about", "Job", "work", "routine", [45, 66, 40, 1.11], [9, 16], {
    place: "desk",
    notes: "Oldest first. Three sentences are enough.",
  }),
  task("Write the weekly report", "Job", "work", "recurring", [60, 72, 47, 0.67], [10, 16], {
    place: "desk",
    categories: ["writing"],
  }),
  task("Prepare the team meeting", "Job", "work", "recurring", [30, 55, 38, 0.59], [9, 15]),
  task("Call a customer back", "Job", "work", null, [15, 74, 38, 0.47], [10, 16], { categories: ["phone"] }),
  task("Record working hours", "Job", "work", "recurring", [15, 50, 24, 0.63], [15, 18]),
  task("Open the post", "Papers", "work", "recurring", [15, 70, 31, 0.55], [12, 19], {
    notes: "Only open and sort. Deciding is another task.",
  }),
  task("Pay bills", "Papers", "work", "recurring", [20, 58, 29, 0.32], [17, 20]),
  task("Tax return", "Papers", "work", "once", [90, 86, 62, 0.28], [10, 17], {
    categories: ["forms"],
    notes: "In pieces: collect, enter, check, send.",
  }),
  task("Call the insurance", "Papers", "work", null, [20, 82, 44, 0.16], [9, 15], { categories: ["phone"] }),
  task("Fill in the form from the office", "Papers", "work", "once", [30, 75, 46, 0.12], [10, 17], {
    categories: ["forms"],
  }),
  task("Go for a run", "Health", "self-care", "routine", [35, 57, 28, 0.87], [7, 19], { place: "park" }),
  task("Stretch for ten minutes", "Health", "self-care", "routine", [10, 26, 12, 0.95], [7, 22]),
  task("Make a dentist appointment", "Health", "self-care", "once", [10, 78, 30, 0.09], [9, 15], {
    categories: ["phone"],
    retiredDaysAgo: 40,
  }),
  task("Cook something real", "Health", "self-care", "recurring", [45, 40, 24, 0.71], [17, 20], {
    place: "kitchen",
  }),
  task("Go to bed on time", "Health", "self-care", "routine", [null, 38, 30, 0.63], [22, 23]),
  task("Call mum", "People", "self-care", "recurring", [30, 44, 17, 0.4], [17, 20], {
    categories: ["phone"],
  }),
  task("Answer a friend's message", "People", "self-care", null, [10, 52, 20, 0.63], [12, 22]),
  task("Talk to the neighbour about the noise", "People", "work", "once", [10, 84, 58, 0.08], [17, 20]),
  task("Spanish lesson", "Learning", "work", "routine", [25, 45, 32, 0.71], [18, 21]),
  task("Practise the guitar", null, "play", null, [30, 24, 15, 0.55], [18, 22]),
  task("Online course, next chapter", "Learning", "work", "recurring", [50, 62, 55, 0.32], [18, 21], {
    place: "desk",
    retiredDaysAgo: 60,
  }),
];
