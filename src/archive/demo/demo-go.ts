import { completionOf } from "#domain/instance/completion.ts";
import type { Instance } from "#domain/instance/instance.ts";
import { editOf } from "#domain/instance/instance-edit.ts";
import type { InstanceEvent, InstanceEventBody, PlannedPayload } from "#domain/instance/instance-event.ts";
import { apply, refuse } from "#domain/instance/lifecycle.ts";
import { localDay } from "#domain/time/local-day.ts";
import type { Chance } from "./chance.ts";
import { demoForecast, demoOutcome } from "./demo-answers.ts";
import type { DemoTask } from "./demo-tasks.ts";
import { demoCancels, outcomeNotes, pauseReasons, postponeReasons } from "./demo-words.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How far a go gets: to its end, or to where it stands open now. */
export type DemoEnd = "closed" | "planned" | "forecast" | "running" | "paused";

export interface DemoGo {
  readonly instance: Instance;
  readonly events: readonly InstanceEvent[];
}

export interface GoRequest {
  readonly task: DemoTask;
  readonly planned: PlannedPayload;
  /** Epoch milliseconds at which it is begun, or would be. */
  readonly startAt: number;
  readonly timeZone: string;
  readonly end: DemoEnd;
  /** 0 at the beginning of the half year, 1 at its end: dread wears off a little. */
  readonly elapsed: number;
}

/** Lives one go at a task through the domain's own events; nothing in it is later than `now`. */
export function demoGo(request: GoRequest, chance: Chance, now: number): DemoGo {
  const life = new Life(request.timeZone, now);
  const { startAt, end, task } = request;
  const early = chance.happens(0.3);
  // Those still to come were planned before now, whatever their due date.
  const plannedAt =
    end === "closed" && !early ? startAt - chance.whole(1, 4) * minute : startAt - chance.whole(3, 60) * hour;
  life.happen(plannedAt, {
    type: "planned",
    payload:
      early || end === "planned"
        ? { ...request.planned, dueAt: startAt + chance.whole(1, 8) * hour }
        : request.planned,
  });
  if (early && chance.happens(0.3)) {
    const reason = chance.happens(0.6) ? { reason: chance.pick(postponeReasons) } : {};
    life.happen(startAt - chance.whole(1, 2) * hour, {
      type: "postponed",
      payload: { ...reason, dueAt: startAt + day },
    });
  }
  if (end === "planned") return life.go();
  if (end === "closed" && chance.happens(0.03)) {
    life.happen(startAt, cancelled(chance, startAt, request.timeZone));
    return life.go();
  }
  const forecast = demoForecast(task, chance, request.elapsed);
  life.happen(startAt - chance.whole(10, 50) * 1000, { type: "initialized", payload: { forecast } });
  if (end === "forecast") return life.go();
  life.happen(startAt, { type: "started", payload: {} });
  if (end === "running") return life.go();
  const length = Math.max(3, (task.estimateMinutes ?? 15) * (0.75 + chance.spread(0.28))) * minute;
  const pauses = end === "paused" || chance.happens(0.15);
  let at = startAt + length;
  if (pauses) {
    at = startAt + length / 2;
    const reason = chance.happens(0.7) ? { reason: chance.pick(pauseReasons) } : {};
    const progress = chance.happens(0.5) ? { progress: chance.whole(2, 8) * 10 } : {};
    life.happen(at, { type: "paused", payload: { ...reason, ...progress } });
    if (end === "paused") return life.go();
    at += chance.whole(4, 70) * minute;
    life.happen(at, { type: "resumed", payload: {} });
    at += length / 2;
  }
  if (chance.happens(0.055)) {
    life.happen(at, cancelled(chance, at, request.timeZone));
    return life.go();
  }
  const input = {
    outcome: demoOutcome(task, forecast, chance),
    ...(chance.happens(0.17) ? { note: chance.pick(outcomeNotes) } : {}),
    ...(chance.happens(0.12) ? { capacityChange: chance.pick(["less", "same", "more"] as const) } : {}),
  };
  const closedOn = localDay(at, request.timeZone);
  life.happen(at, { type: "completed", payload: completionOf(life.instance(), input, closedOn) });
  if (chance.happens(0.025)) edit(life, at + chance.whole(5, 300) * minute, chance);
  return life.go();
}

function edit(life: Life, at: number, chance: Chance): void {
  const payload = editOf(life.instance(), {
    note: chance.pick(outcomeNotes),
    outcome: { completion: chance.whole(4, 10) * 10 },
  });
  if (payload !== null) life.happen(at, { type: "edited", payload });
}

function cancelled(chance: Chance, at: number, timeZone: string): InstanceEventBody {
  const weighted = demoCancels.flatMap((cancel) => Array.from({ length: cancel.weight }, () => cancel));
  const { category, reasons } = chance.pick(weighted);
  const reason = chance.pick(reasons);
  const closedOn = localDay(at, timeZone);
  return { type: "cancelled", payload: { category, closedOn, ...(reason === "" ? {} : { reason }) } };
}

/** The log so far. What would lie after `now`, or before what happened last, happens then instead. */
class Life {
  readonly #timeZone: string;
  readonly #now: number;
  readonly #events: InstanceEvent[] = [];
  #instance: Instance | null = null;

  constructor(timeZone: string, now: number) {
    this.#timeZone = timeZone;
    this.#now = now;
  }

  happen(wanted: number, body: InstanceEventBody): void {
    const at = Math.min(this.#now, Math.max(Math.round(wanted), this.#events.at(-1)?.at ?? 0));
    const refusal = refuse(this.#instance, body.type, at);
    if (refusal !== null) throw new Error(`Made-up data broke a rule: ${body.type}, ${refusal.code}.`);
    const event: InstanceEvent = { ...body, seq: this.#events.length + 1, at, timeZone: this.#timeZone };
    this.#instance = apply(this.#instance, event);
    this.#events.push(event);
  }

  instance(): Instance {
    if (this.#instance === null) throw new Error("Nothing happened yet.");
    return this.#instance;
  }

  go(): DemoGo {
    return { instance: this.instance(), events: this.#events };
  }
}
