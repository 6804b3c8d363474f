import { undoWindowMs } from "../time/undo-window.ts";
import { definedOf, withAnswers, withoutOutcome } from "./answers.ts";
import { expandInstance } from "./compact-instance.ts";
import { emptyForecast, emptyOutcome, type Instance, type InstanceState, openStates } from "./instance.ts";
import { withEdit } from "./instance-edit.ts";
import { type EventVerb, eventVerbs, type InstanceEvent, type InstanceEventType } from "./instance-event.ts";
import { closeInterval, closingTime, openInterval } from "./work-clock.ts";

/** Why an event cannot happen. The codes are those of the contract's errors. */
export type LifecycleRefusal =
  | { code: "lifecycle-refused"; state: InstanceState | "none"; event: EventVerb }
  | { code: "not-found" | "undo-expired" | "nothing-to-undo" };

const notBegun = ["planned", "initialized"] as const;
const every: readonly InstanceState[] = [...openStates, "completed", "cancelled"];

/** From which states an event may happen. Source: domain, appendix E. */
const allowedFrom: Record<InstanceEventType, readonly InstanceState[]> = {
  planned: [],
  imported: [],
  initialized: notBegun,
  started: notBegun,
  paused: ["active"],
  resumed: ["paused"],
  postponed: openStates,
  completed: openStates,
  cancelled: openStates,
  reopened: ["completed", "cancelled"],
  edited: every,
  deleted: every,
  restored: every,
};

/** Null when an event of this type may happen to the instance at `at` (epoch ms), else why not. Null instance: none yet. */
export function refuse(
  instance: Instance | null,
  type: InstanceEventType,
  at: number,
): LifecycleRefusal | null {
  const event = eventVerbs[type];
  const creates = type === "planned" || type === "imported";
  if (instance === null) return creates ? null : { code: "lifecycle-refused", state: "none", event };
  if (type === "restored") {
    if (instance.deletedAt === null) return { code: "nothing-to-undo" };
    return isWithinUndo(instance.deletedAt, at) ? null : { code: "undo-expired" };
  }
  if (instance.deletedAt !== null) return { code: "not-found" };
  if (!allowedFrom[type].includes(instance.state)) {
    return { code: "lifecycle-refused", state: instance.state, event };
  }
  const closedAt = instance.completedAt ?? instance.cancelledAt;
  if (type === "reopened" && closedAt !== null && !isWithinUndo(closedAt, at))
    return { code: "undo-expired" };
  return null;
}

/** Whether something done at `done` can still be undone at `now` (both epoch ms). */
export function isWithinUndo(done: number, now: number): boolean {
  return now - done <= undoWindowMs;
}

/**
 * The instance after an event that `refuse` let pass; its arguments stay as they were. Only the first event of a log
 * may come without an instance, else this throws.
 */
export function apply(instance: Instance | null, event: InstanceEvent): Instance {
  if (event.type === "imported") return { ...expandInstance(event.payload.instance), eventCount: event.seq };
  if (event.type === "planned") return planned(event);
  if (instance === null) throw new Error(`A log cannot begin with "${event.type}".`);
  return { ...instance, ...changed(instance, event), updatedAt: event.at, eventCount: event.seq };
}

/** What a log adds up to. Throws when it is empty. */
export function replay(events: readonly InstanceEvent[]): Instance {
  const instance = events.reduce<Instance | null>(apply, null);
  if (instance === null) throw new Error("A log without events has no instance.");
  return instance;
}

type LaterEvent = Exclude<InstanceEvent, { type: "planned" | "imported" }>;

function changed(instance: Instance, event: LaterEvent): Partial<Instance> {
  const { at } = event;
  switch (event.type) {
    case "initialized": {
      const { forecast, ...rest } = event.payload;
      return {
        ...definedOf(rest),
        ...withAnswers(instance, { forecast }),
        state: "initialized",
        initializedAt: instance.initializedAt ?? at,
      };
    }
    case "started":
    case "resumed": {
      const intervals = openInterval(instance.intervals, at);
      return {
        state: "active",
        intervals,
        firstStartedAt: instance.firstStartedAt ?? intervals.at(-1)?.startedAt ?? at,
      };
    }
    case "paused":
      return {
        state: "paused",
        intervals: closeInterval(instance.intervals, at),
        progress: event.payload.progress ?? instance.progress,
      };
    case "postponed":
      return {
        postponedCount: instance.postponedCount + 1,
        dueAt: event.payload.dueAt ?? instance.dueAt,
      };
    case "completed":
      return completed(instance, event);
    case "cancelled":
      return {
        ...closed(instance, at),
        state: "cancelled",
        cancelledAt: closingTime(instance, at),
        closedOn: event.payload.closedOn,
        cancelCategory: event.payload.category,
        cancelReason: event.payload.reason ?? "",
      };
    case "reopened":
      return reopened(instance);
    case "edited":
      return withEdit(instance, event.payload.after);
    case "deleted":
      // What is deleted does not go on running: when it is restored, the time in between was no work.
      return instance.state === "active"
        ? { deletedAt: at, state: "paused", ...closed(instance, at) }
        : { deletedAt: at };
    case "restored":
      return { deletedAt: null };
  }
}

function planned(event: InstanceEvent & { type: "planned" }): Instance {
  const { payload, at, seq, timeZone } = event;
  const base = expandInstance({
    id: payload.id,
    taskId: payload.taskId,
    taskVersion: payload.taskVersion,
    state: "planned",
    createdAt: at,
    updatedAt: at,
    timeZone,
  });
  return {
    ...base,
    dueAt: payload.dueAt ?? null,
    description: payload.description ?? "",
    place: payload.place ?? null,
    daysSinceLast: payload.daysSinceLast ?? null,
    forecast: { ...emptyForecast },
    eventCount: seq,
  };
}

function closed(instance: Instance, at: number): Pick<Instance, "intervals"> {
  return { intervals: closeInterval(instance.intervals, at) };
}

function completed(instance: Instance, event: InstanceEvent & { type: "completed" }): Partial<Instance> {
  const { outcome, note, reliefChange, capacityChange, closedOn } = event.payload;
  return {
    ...closed(instance, event.at),
    ...withAnswers(instance, { outcome }),
    state: "completed",
    completedAt: closingTime(instance, event.at),
    closedOn,
    note: note ?? instance.note,
    reliefChange: reliefChange ?? null,
    capacityChange: capacityChange ?? null,
  };
}

/** The answers go from the projection (the log keeps them) and are asked anew; what was written in the note stays. */
function reopened(instance: Instance): Partial<Instance> {
  const before = instance.initializedAt === null ? "planned" : "initialized";
  return {
    state: instance.firstStartedAt === null ? before : "paused",
    completedAt: null,
    cancelledAt: null,
    closedOn: null,
    outcome: { ...emptyOutcome },
    provenance: withoutOutcome(instance.provenance),
    reliefChange: null,
    capacityChange: null,
    cancelCategory: null,
    cancelReason: "",
  };
}
