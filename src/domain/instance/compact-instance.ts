import type { EmotionValues } from "../emotion/emotion-pair.ts";
import { sameValue } from "./answers.ts";
import {
  type Change,
  emptyForecast,
  emptyOutcome,
  type FieldProvenance,
  type Forecast,
  type Instance,
  type InstanceState,
  type Outcome,
  type WorkInterval,
} from "./instance.ts";

/** An instance without its nulls, zeros of counts and empty texts, lists and maps: what an imported row is logged as. */
export interface CompactInstance {
  id: string;
  taskId: string;
  taskVersion: number;
  state: InstanceState;
  createdAt: number;
  updatedAt: number;
  timeZone: string;
  deletedAt?: number;
  initializedAt?: number;
  firstStartedAt?: number;
  completedAt?: number;
  cancelledAt?: number;
  dueAt?: number;
  closedOn?: string;
  postponedCount?: number;
  carriedMinutes?: number;
  daysSinceLast?: number;
  description?: string;
  place?: string;
  forecast?: CompactReadings<Forecast>;
  outcome?: CompactReadings<Outcome>;
  reliefChange?: Change;
  capacityChange?: Change;
  progress?: number;
  note?: string;
  cancelCategory?: string;
  cancelReason?: string;
  provenance?: Record<string, FieldProvenance>;
  intervals?: WorkInterval[];
}

type CompactReadings<T extends Forecast | Outcome> = { [K in Exclude<keyof T, "emotions">]?: number } & {
  emotions?: EmotionValues;
};

/** What a field is when nothing was said about it. */
const blank = {
  deletedAt: null,
  initializedAt: null,
  firstStartedAt: null,
  completedAt: null,
  cancelledAt: null,
  dueAt: null,
  closedOn: null,
  postponedCount: 0,
  carriedMinutes: null,
  daysSinceLast: null,
  description: "",
  place: null,
  reliefChange: null,
  capacityChange: null,
  progress: null,
  note: "",
  cancelCategory: null,
  cancelReason: "",
  provenance: {},
  intervals: [],
} as const;

/** Leaves out everything that `expandInstance` puts back by itself. */
export function compactInstance(instance: Omit<Instance, "eventCount">): CompactInstance {
  const { id, taskId, taskVersion, state, createdAt, updatedAt, timeZone, ...rest } = instance;
  const { forecast, outcome, ...plain } = rest;
  return {
    id,
    taskId,
    taskVersion,
    state,
    createdAt,
    updatedAt,
    timeZone,
    // Also when a whole `Instance` is passed: its count is that of the log it enters.
    ...withoutBlank({ ...plain, eventCount: undefined }, { ...blank, eventCount: undefined }),
    ...withoutBlank(
      { forecast: withoutBlank(forecast, emptyForecast), outcome: withoutBlank(outcome, emptyOutcome) },
      { forecast: {}, outcome: {} },
    ),
  };
}

/** The instance that was compacted, as the first event of a log (`eventCount` 1). */
export function expandInstance(compact: CompactInstance): Instance {
  return {
    ...blank,
    ...compact,
    provenance: { ...compact.provenance },
    intervals: [...(compact.intervals ?? [])],
    forecast: { ...emptyForecast, ...compact.forecast },
    outcome: { ...emptyOutcome, ...compact.outcome },
    eventCount: 1,
  };
}

function withoutBlank(record: object, blanks: object): object {
  const empty = new Map<string, unknown>(Object.entries(blanks));
  return Object.fromEntries(
    Object.entries(record).filter(([key, value]) => !sameValue(value, empty.get(key))),
  );
}
