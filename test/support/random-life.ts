import fc from "fast-check";
import { completionOf } from "#domain/instance/completion.ts";
import type { Forecast, Instance, Outcome } from "#domain/instance/instance.ts";
import { type EditInput, editOf, lastEdit, mayEdit, takingBack } from "#domain/instance/instance-edit.ts";
import type { InstanceEvent, InstanceEventBody } from "#domain/instance/instance-event.ts";
import { apply, refuse } from "#domain/instance/lifecycle.ts";

/** One thing somebody does; `wait` is how many milliseconds after the last (negative: the clock was set back). */
export type Deed = { wait: number } & (
  | { do: "plan" | "start" | "resume" | "reopen" | "delete" | "restore" | "take-back" }
  | { do: "forecast"; forecast: Partial<Forecast>; place?: string | null; dueAt?: number | null }
  | { do: "pause"; reason?: string; progress?: number }
  | { do: "postpone"; dueAt?: number }
  | { do: "complete"; outcome: Partial<Outcome>; note?: string; capacityChange?: "less" | "same" | "more" }
  | { do: "cancel"; category: string; reason?: string }
  | { do: "edit"; edit: EditInput }
);

const scale = fc.option(fc.integer({ min: 0, max: 100 }));
const minutes = fc.option(fc.integer({ min: 0, max: 500 }));
const emotions = fc.dictionary(
  fc.constantFrom("calm-anxious", "happy-sad", "custom-1"),
  fc.integer({ min: 0, max: 100 }),
  { maxKeys: 2 },
);
const instant = fc.integer({ min: 1_800_000_000_000, max: 1_900_000_000_000 });
const text = fc.string({ unit: "grapheme", maxLength: 12 }).filter((value) => !value.includes("\u0000"));

const forecast: fc.Arbitrary<Partial<Forecast>> = fc.record(
  { aversion: scale, relief: scale, minutes, capacity: scale, reliefNow: scale, difficulty: scale, emotions },
  { requiredKeys: [] },
);
const outcome: fc.Arbitrary<Partial<Outcome>> = fc.record(
  { aversion: scale, relief: scale, minutes, completion: scale, capacity: scale, emotions },
  { requiredKeys: [] },
);
const edit: fc.Arbitrary<EditInput> = fc.record(
  {
    forecast,
    outcome,
    note: text,
    description: text,
    place: fc.option(text),
    dueAt: fc.option(instant),
    cancelReason: text,
  },
  { requiredKeys: [] },
);

const wait = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 3 * 3_600_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -86_400_000, max: -1 }) },
  { weight: 1, arbitrary: fc.integer({ min: 86_400_000, max: 40 * 86_400_000 }) },
);

/** Any deed, allowed or not. */
export const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    wait,
    do: fc.constantFrom("plan", "start", "resume", "reopen", "delete", "restore", "take-back"),
  }),
  fc.record(
    { wait, do: fc.constant("forecast"), forecast, place: fc.option(text), dueAt: fc.option(instant) },
    { requiredKeys: ["wait", "do", "forecast"] },
  ),
  fc.record(
    { wait, do: fc.constant("pause"), reason: text, progress: fc.integer({ min: 0, max: 200 }) },
    { requiredKeys: ["wait", "do"] },
  ),
  fc.record({ wait, do: fc.constant("postpone"), dueAt: instant }, { requiredKeys: ["wait", "do"] }),
  fc.record(
    {
      wait,
      do: fc.constant("complete"),
      outcome,
      note: text,
      capacityChange: fc.constantFrom("less", "same", "more"),
    },
    { requiredKeys: ["wait", "do", "outcome"] },
  ),
  fc.record(
    { wait, do: fc.constant("cancel"), category: fc.constantFrom("deferred", "other", "test"), reason: text },
    { requiredKeys: ["wait", "do", "category"] },
  ),
  fc.record({ wait, do: fc.constant("edit"), edit }),
);

export interface Life {
  instance: Instance;
  events: InstanceEvent[];
  /** Epoch milliseconds of the last deed, done or refused. */
  now: number;
}

export const birth = 1_790_000_000_000;

/** A newly planned instance. */
export function newLife(ids: { id: string; taskId: string } = { id: "instance-1", taskId: "task-1" }): Life {
  const event: InstanceEvent = {
    seq: 1,
    at: birth,
    timeZone: "Europe/Berlin",
    type: "planned",
    payload: { ...ids, taskVersion: 1 },
  };
  return { instance: apply(null, event), events: [event], now: birth };
}

/** The life after a deed; the very same instance and events when it is refused or changes nothing. */
export function live(life: Life, what: Deed): Life {
  const now = life.now + what.wait;
  const body = bodyOf(life, what);
  if (body === null || refuse(life.instance, body.type, now) !== null) return { ...life, now };
  const event: InstanceEvent = {
    ...body,
    seq: life.events.length + 1,
    at: now,
    timeZone: "Europe/Berlin",
  };
  return { instance: apply(life.instance, event), events: [...life.events, event], now };
}

function bodyOf({ instance, events }: Life, what: Deed): InstanceEventBody | null {
  const { wait: _, ...rest } = what;
  const closedOn = "2026-11-21";
  switch (rest.do) {
    case "plan":
      return { type: "planned", payload: { id: instance.id, taskId: instance.taskId, taskVersion: 1 } };
    case "start":
      return { type: "started", payload: {} };
    case "resume":
      return { type: "resumed", payload: {} };
    case "reopen":
      return { type: "reopened", payload: {} };
    case "delete":
      return { type: "deleted", payload: {} };
    case "restore":
      return { type: "restored", payload: {} };
    case "forecast": {
      const { do: _do, ...payload } = rest;
      return { type: "initialized", payload };
    }
    case "pause": {
      const { do: _do, ...payload } = rest;
      return { type: "paused", payload };
    }
    case "postpone": {
      const { do: _do, ...payload } = rest;
      return { type: "postponed", payload };
    }
    case "complete":
      return { type: "completed", payload: completionOf(instance, rest, closedOn) };
    case "cancel": {
      const { do: _do, ...payload } = rest;
      return { type: "cancelled", payload: { ...payload, closedOn } };
    }
    case "edit": {
      const payload = mayEdit(instance, rest.edit) ? editOf(instance, rest.edit) : null;
      return payload && { type: "edited", payload };
    }
    case "take-back": {
      const last = lastEdit(events);
      const payload = last === undefined ? null : takingBack(instance, last);
      return payload && { type: "edited", payload };
    }
  }
}
