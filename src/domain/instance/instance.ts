import type { EmotionValues } from "../emotion/emotion-pair.ts";

export const instanceStates = [
  "planned",
  "initialized",
  "active",
  "paused",
  "completed",
  "cancelled",
] as const;
export type InstanceState = (typeof instanceStates)[number];

/** Neither completed nor cancelled. */
export const openStates = ["planned", "initialized", "active", "paused"] as const;

export function isOpen(state: InstanceState): boolean {
  return state !== "completed" && state !== "cancelled";
}

/** What a person expects before. Scales are 0–100; null is "not touched", never a default. */
export interface Forecast {
  aversion: number | null;
  relief: number | null;
  /** Minutes, ≥ 0. */
  minutes: number | null;
  mentalEnergy: number | null;
  difficulty: number | null;
  emotional: number | null;
  physical: number | null;
  stress: number | null;
  motivation: number | null;
  /** How much one has to give right now, before. */
  capacity: number | null;
  /** How relieved one feels right now, before: with the relief of the outcome it gives the derived change. */
  reliefNow: number | null;
  emotions: EmotionValues;
}

/** How it really was. Scales are 0–100 (completion 0–200 asked, more kept when imported); null is "not touched". */
export interface Outcome {
  aversion: number | null;
  relief: number | null;
  /** Minutes, ≥ 0; given only when the clock was wrong. */
  minutes: number | null;
  completion: number | null;
  mentalEnergy: number | null;
  difficulty: number | null;
  emotional: number | null;
  physical: number | null;
  stress: number | null;
  capacity: number | null;
  emotions: EmotionValues;
}

/** How a change was told: from a reading before and one after, or as "less, the same, more". */
export type ChangeMode = "derived" | "manual";

/** −15, 0 or +15: "less", "the same", "more". Source: M-41. */
export const manualChanges = { less: -15, same: 0, more: 15 } as const;

export interface Change {
  mode: ChangeMode;
  /** −100…100. */
  value: number;
}

export interface WorkInterval {
  startedAt: number;
  endedAt: number | null;
}

/** Where a value came from. An answer that a form had pre-filled (`defaulted`) never counts as an answer. */
export type FieldProvenance = "touched" | "imported" | "defaulted";

/** One go at a task: the projection of its events. */
export interface Instance {
  id: string;
  taskId: string;
  taskVersion: number;
  state: InstanceState;
  createdAt: number;
  updatedAt: number;
  deletedAt: number | null;
  initializedAt: number | null;
  firstStartedAt: number | null;
  completedAt: number | null;
  cancelledAt: number | null;
  dueAt: number | null;
  timeZone: string;
  /** The person's own day (YYYY-MM-DD) on which it was completed or cancelled. */
  closedOn: string | null;
  postponedCount: number;
  /** Minutes worked before this app knew of it. */
  carriedMinutes: number | null;
  /** Days since the last completion of the same task, when this one was planned; null at the first. */
  daysSinceLast: number | null;
  description: string;
  place: string | null;
  forecast: Forecast;
  outcome: Outcome;
  reliefChange: Change | null;
  capacityChange: Change | null;
  /** Percent done so far, told at a pause. */
  progress: number | null;
  note: string;
  cancelCategory: string | null;
  cancelReason: string;
  provenance: Record<string, FieldProvenance>;
  intervals: WorkInterval[];
  eventCount: number;
}

export const emptyForecast: Forecast = {
  aversion: null,
  relief: null,
  minutes: null,
  mentalEnergy: null,
  difficulty: null,
  emotional: null,
  physical: null,
  stress: null,
  motivation: null,
  capacity: null,
  reliefNow: null,
  emotions: {},
};

export const emptyOutcome: Outcome = {
  aversion: null,
  relief: null,
  minutes: null,
  completion: null,
  mentalEnergy: null,
  difficulty: null,
  emotional: null,
  physical: null,
  stress: null,
  capacity: null,
  emotions: {},
};
