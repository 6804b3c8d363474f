/** What a task is: done again and again, or once. Only its name is required; everything else stays empty until touched. */
export interface Task {
  id: string;
  name: string;
  description: string;
  taskType: string | null;
  recurrence: Recurrence | null;
  /** 1 at first, one more with every edit. */
  version: number;
  categories: string[];
  /** Minutes, ≥ 0. */
  estimateMinutes: number | null;
  place: string | null;
  notes: string;
  areaIds: string[];
  /** Emotion ids to ask for, or null for the usual pairs. */
  askedEmotions: string[] | null;
  retiredAt: number | null;
  deletedAt: number | null;
  createdAt: number;
  updatedAt: number;
}

export type TaskContent = Pick<
  Task,
  | "name"
  | "description"
  | "taskType"
  | "recurrence"
  | "categories"
  | "estimateMinutes"
  | "place"
  | "notes"
  | "areaIds"
  | "askedEmotions"
>;

/** The task types offered; imported data may bring others, which are kept as they are. */
export const taskTypes = ["work", "self-care", "play", "sleep"] as const;

export const recurrences = ["once", "recurring", "routine"] as const;
export type Recurrence = (typeof recurrences)[number];

export const taskLimits = {
  name: 200,
  description: 5_000,
  notes: 100_000,
  place: 100,
  categories: 20,
  categoryName: 60,
  areas: 20,
  estimateMinutes: 100_000,
} as const;
