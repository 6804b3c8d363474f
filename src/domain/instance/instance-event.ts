import type { CompactInstance } from "./compact-instance.ts";
import type { Change, FieldProvenance, Forecast, Outcome } from "./instance.ts";

/**
 * The log of one instance. Its stored state is always what replaying these gives; nothing in it is edited or removed.
 * `at` is epoch milliseconds, `timeZone` the person's zone at that moment.
 */
export type InstanceEvent = { seq: number; at: number; timeZone: string } & InstanceEventBody;

export type InstanceEventBody =
  | { type: "planned"; payload: PlannedPayload }
  | { type: "imported"; payload: { instance: CompactInstance } }
  | {
      type: "initialized";
      payload: {
        forecast: Partial<Forecast>;
        place?: string | null;
        description?: string;
        dueAt?: number | null;
      };
    }
  | { type: "started"; payload: Record<string, never> }
  | { type: "paused"; payload: { reason?: string; progress?: number } }
  | { type: "resumed"; payload: Record<string, never> }
  | { type: "postponed"; payload: { reason?: string; dueAt?: number } }
  | { type: "completed"; payload: CompletedPayload }
  | { type: "cancelled"; payload: { category: string; reason?: string; closedOn: string } }
  | { type: "reopened"; payload: Record<string, never> }
  | { type: "edited"; payload: EditedPayload }
  | { type: "deleted"; payload: Record<string, never> }
  | { type: "restored"; payload: Record<string, never> };

export type EditedEvent = Extract<InstanceEvent, { type: "edited" }>;

export type InstanceEventType = InstanceEventBody["type"];

/** What a person does, for each event: the word in addresses and refusals. */
export const eventVerbs = {
  planned: "plan",
  imported: "import",
  initialized: "initialize",
  started: "start",
  paused: "pause",
  resumed: "resume",
  postponed: "postpone",
  completed: "complete",
  cancelled: "cancel",
  reopened: "reopen",
  edited: "edit",
  deleted: "delete",
  restored: "restore",
} as const satisfies Record<InstanceEventType, string>;
export type EventVerb = (typeof eventVerbs)[InstanceEventType];

export interface PlannedPayload {
  id: string;
  taskId: string;
  taskVersion: number;
  dueAt?: number;
  description?: string;
  place?: string | null;
  /** Days since the last completion of the same task. */
  daysSinceLast?: number;
}

export interface CompletedPayload {
  outcome: Partial<Outcome>;
  note?: string;
  reliefChange?: Change;
  capacityChange?: Change;
  closedOn: string;
}

/** `takesBack` is the seq of the edit that this one undoes. */
export interface EditedPayload {
  before: InstanceEdit;
  after: InstanceEdit;
  takesBack?: number;
}

/** What an edit may change. Only the fields named are touched. */
export interface InstanceEdit {
  forecast?: Partial<Forecast>;
  outcome?: Partial<Outcome>;
  note?: string;
  description?: string;
  place?: string | null;
  dueAt?: number | null;
  reliefChange?: Change | null;
  capacityChange?: Change | null;
  cancelCategory?: string | null;
  cancelReason?: string;
  /** Provenance as it was or becomes, for the fields named above. */
  provenance?: Record<string, FieldProvenance | null>;
}
