import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { birth, type Deed, deed, type Life, live, newLife } from "#test/support/random-life.ts";
import { sameValue } from "./answers.ts";
import { emptyOutcome, type Instance, instanceStates } from "./instance.ts";
import type { InstanceEvent, InstanceEventType } from "./instance-event.ts";
import { undoWindowMs } from "../time/undo-window.ts";
import { apply, refuse, replay } from "./lifecycle.ts";
import { workedMs } from "./work-clock.ts";

const minute = 60_000;
const life = fc.array(deed, { maxLength: 30 });

function after(...deeds: Deed[]): Life {
  return deeds.reduce(live, newLife());
}

/** What must be the same again once something was undone. */
function lasting({ updatedAt: _, eventCount: __, ...rest }: Instance) {
  return rest;
}

describe("whatever somebody does, in any order", () => {
  test("replaying the log gives the state", () => {
    fc.assert(
      fc.property(life, (deeds) => {
        const { instance, events } = after(...deeds);
        expect(replay(events)).toEqual(instance);
        // As it comes back from a database.
        const stored: InstanceEvent[] = JSON.parse(JSON.stringify(events));
        expect(replay(stored)).toEqual(instance);
      }),
    );
  });

  test("it is closed at most once, and never before it was started", () => {
    fc.assert(
      fc.property(life, (deeds) => {
        const { instance } = after(...deeds);
        const { completedAt, cancelledAt, firstStartedAt, state } = instance;
        expect(completedAt !== null).toBe(state === "completed");
        expect(cancelledAt !== null).toBe(state === "cancelled");
        expect(instance.closedOn !== null).toBe(state === "completed" || state === "cancelled");
        const closedAt = completedAt ?? cancelledAt ?? Number.POSITIVE_INFINITY;
        expect(closedAt).toBeGreaterThanOrEqual(firstStartedAt ?? 0);
      }),
    );
  });

  test("the clock runs only while it is active, never backwards, and never twice over the same time", () => {
    fc.assert(
      fc.property(life, (deeds) => {
        const { instance, now } = after(...deeds);
        const { intervals } = instance;
        expect(intervals.filter(({ endedAt }) => endedAt === null)).toHaveLength(
          instance.state === "active" ? 1 : 0,
        );
        for (const [index, { startedAt, endedAt }] of intervals.entries()) {
          expect(endedAt ?? startedAt).toBeGreaterThanOrEqual(startedAt);
          expect(startedAt).toBeGreaterThanOrEqual(intervals[index - 1]?.endedAt ?? startedAt);
        }
        expect(workedMs(instance, now)).toBeGreaterThanOrEqual(0);
        expect(workedMs(instance, now + minute)).toBeGreaterThanOrEqual(workedMs(instance, now));
        expect(instance.firstStartedAt).toBe(intervals[0]?.startedAt ?? null);
      }),
    );
  });

  test("an outcome is only ever what was given as an outcome", () => {
    const noOutcome = deed.filter((one) => one.do !== "edit");
    fc.assert(
      fc.property(fc.array(noOutcome, { maxLength: 30 }), (deeds) => {
        const { instance, events } = after(...deeds);
        const given = events.findLast((event) => event.type === "completed" || event.type === "reopened");
        const answers = given?.type === "completed" ? given.payload.outcome : {};
        expect(instance.outcome).toEqual({ ...emptyOutcome, ...answers });
      }),
    );
  });

  test("what was answered by hand says so, and nothing else does", () => {
    fc.assert(
      fc.property(life, (deeds) => {
        const { instance } = after(...deeds);
        const touched = (["forecast", "outcome"] as const).flatMap((group) =>
          Object.entries(instance[group])
            .filter(([, value]: [string, unknown]) => value !== null && !sameValue(value, {}))
            .map(([field]) => [`${group}.${field}`, "touched"]),
        );
        expect(instance.provenance).toEqual(Object.fromEntries(touched));
      }),
    );
  });

  test("deleting and restoring gives back the same, but for a clock that ran: it is paused", () => {
    fc.assert(
      fc.property(life, fc.nat(undoWindowMs), (deeds, wait) => {
        const before = after(...deeds);
        fc.pre(before.instance.deletedAt === null);
        const { instance, events } = [
          { do: "delete", wait: 0 } as const,
          { do: "restore", wait } as const,
        ].reduce<Life>(live, before);
        expect(events).toHaveLength(before.events.length + 2);
        const running = before.instance.state === "active";
        const kept = running ? live(before, { do: "pause", wait: 0 }) : before;
        expect(lasting(instance)).toEqual(lasting(kept.instance));
        expect(workedMs(instance, before.now + wait)).toBe(workedMs(before.instance, before.now));
      }),
    );
  });

  test("taking back an edit gives back the same, one edit after the other", () => {
    const edits = fc.array(
      deed.filter((one) => one.do === "edit"),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(life, edits, (deeds, more) => {
        const before = after(...deeds);
        const edited = more.reduce(live, before);
        const count = edited.events.length - before.events.length;
        const back = Array.from({ length: count }, (): Deed => ({ do: "take-back", wait: 0 })).reduce(
          live,
          edited,
        );
        expect(lasting(back.instance)).toEqual(lasting(before.instance));
        expect(back.events).toHaveLength(before.events.length + 2 * count);
      }),
    );
  });

  test("what is refused changes nothing", () => {
    fc.assert(
      fc.property(life, deed, (deeds, last) => {
        const before = after(...deeds);
        const next = live(before, last);
        const done = next.events.length - before.events.length;
        expect(next.instance.eventCount).toBe(before.instance.eventCount + done);
        expect(next.instance === before.instance).toBe(done === 0);
      }),
    );
  });
});

describe("what is possible when", () => {
  const possible: Record<string, InstanceEventType[]> = {
    planned: ["initialized", "started", "postponed", "completed", "cancelled", "edited", "deleted"],
    initialized: ["initialized", "started", "postponed", "completed", "cancelled", "edited", "deleted"],
    active: ["paused", "postponed", "completed", "cancelled", "edited", "deleted"],
    paused: ["resumed", "postponed", "completed", "cancelled", "edited", "deleted"],
    completed: ["reopened", "edited", "deleted"],
    cancelled: ["reopened", "edited", "deleted"],
  };
  const types: InstanceEventType[] = [
    ...(["planned", "imported", "initialized", "started", "paused", "resumed", "postponed"] as const),
    ...(["completed", "cancelled", "reopened", "edited", "deleted", "restored"] as const),
  ];

  test.each(instanceStates)("%s", (state) => {
    const { instance } = newLife();
    const closed = {
      completedAt: state === "completed" ? birth : null,
      cancelledAt: state === "cancelled" ? birth : null,
    };
    const allowed = types.filter((type) => refuse({ ...instance, ...closed, state }, type, birth) === null);
    expect(allowed).toEqual(possible[state]);
  });

  test("a refusal names the state and what was tried", () => {
    expect(refuse(newLife().instance, "paused", birth)).toEqual({
      code: "lifecycle-refused",
      state: "planned",
      event: "pause",
    });
    expect(refuse(null, "started", birth)).toEqual({
      code: "lifecycle-refused",
      state: "none",
      event: "start",
    });
  });

  test("what is deleted is not there, but for restoring it within 30 days", () => {
    const { instance } = after({ do: "delete", wait: 0 });
    expect(refuse(instance, "started", birth)).toEqual({ code: "not-found" });
    expect(refuse(instance, "restored", birth + undoWindowMs)).toBeNull();
    expect(refuse(instance, "restored", birth + undoWindowMs + 1)).toEqual({ code: "undo-expired" });
    expect(refuse(newLife().instance, "restored", birth)).toEqual({ code: "nothing-to-undo" });
  });

  test("reopening is possible for 30 days", () => {
    const { instance } = after({ do: "complete", outcome: {}, wait: 0 });
    expect(refuse(instance, "reopened", birth + undoWindowMs)).toBeNull();
    expect(refuse(instance, "reopened", birth + undoWindowMs + 1)).toEqual({ code: "undo-expired" });
  });

  test("a log begins by planning or importing", () => {
    expect(() => apply(null, { seq: 1, at: 1, timeZone: "UTC", type: "started", payload: {} })).toThrow(
      "begin",
    );
    expect(() => replay([])).toThrow("without events");
  });
});

describe("one go, from beginning to end", () => {
  test("starting without a forecast, pausing, resuming and finishing counts only the work", () => {
    const { instance } = after(
      { do: "start", wait: minute },
      { do: "pause", wait: 10 * minute, reason: "lunch", progress: 40 },
      { do: "resume", wait: 60 * minute },
      { do: "complete", wait: 5 * minute, outcome: { aversion: 35 }, note: "done" },
    );
    expect(workedMs(instance, Number.MAX_SAFE_INTEGER)).toBe(15 * minute);
    expect(instance).toMatchObject({
      state: "completed",
      initializedAt: null,
      firstStartedAt: birth + minute,
      completedAt: birth + 76 * minute,
      progress: 40,
      note: "done",
      outcome: { aversion: 35, relief: null },
      provenance: { "outcome.aversion": "touched" },
    });
  });

  test("finishing, reopening and finishing again asks the outcome anew and keeps the note", () => {
    const reopened = after(
      { do: "forecast", wait: 0, forecast: { aversion: 80, reliefNow: 20 } },
      { do: "start", wait: 0 },
      { do: "complete", wait: minute, outcome: { aversion: 35, relief: 70 }, note: "hard to begin" },
      { do: "reopen", wait: minute },
    );
    expect(reopened.instance).toMatchObject({
      state: "paused",
      completedAt: null,
      closedOn: null,
      outcome: { aversion: null, relief: null },
      reliefChange: null,
      note: "hard to begin",
      forecast: { aversion: 80 },
      provenance: { "forecast.aversion": "touched", "forecast.reliefNow": "touched" },
    });
    const again = live(reopened, { do: "complete", wait: minute, outcome: { aversion: 50 } });
    expect(again.instance).toMatchObject({ outcome: { aversion: 50, relief: null }, note: "hard to begin" });
    expect(workedMs(again.instance, again.now)).toBe(minute);
  });

  test.each([
    ["planned", []],
    ["initialized", [{ do: "forecast", wait: 0, forecast: {} }]],
    ["paused", [{ do: "start", wait: 0 }]],
  ] satisfies [string, Deed[]][])("what was cancelled goes back to being %s", (state, deeds) => {
    const { instance } = after(
      ...deeds,
      { do: "cancel", wait: 0, category: "other", reason: "tired" },
      { do: "reopen", wait: 0 },
    );
    expect(instance).toMatchObject({ state, cancelledAt: null, cancelCategory: null, cancelReason: "" });
  });

  test("postponing counts, moves the due date if one is given, and lets a running clock run", () => {
    const { instance } = after(
      { do: "start", wait: 0 },
      { do: "postpone", wait: 0, dueAt: birth + 5 },
      { do: "postpone", wait: 0 },
    );
    expect(instance).toMatchObject({ state: "active", postponedCount: 2, dueAt: birth + 5 });
  });

  test("a second forecast before the start replaces what it names and keeps the rest", () => {
    const { instance } = after(
      { do: "forecast", wait: 0, forecast: { aversion: 80, relief: 40 } },
      { do: "forecast", wait: minute, forecast: { aversion: null, minutes: 20 } },
    );
    expect(instance).toMatchObject({
      initializedAt: birth,
      forecast: { aversion: null, relief: 40, minutes: 20 },
      provenance: { "forecast.relief": "touched", "forecast.minutes": "touched" },
    });
  });

  test("a clock that was set back gives no negative time and no finish before the start", () => {
    const { instance } = after(
      { do: "start", wait: 0 },
      { do: "pause", wait: -60 * minute },
      { do: "resume", wait: 0 },
      { do: "complete", wait: 10 * minute, outcome: {} },
    );
    expect(workedMs(instance, birth)).toBe(0);
    expect(instance.completedAt).toBe(birth);
  });

  test("what was deleted while it ran is paused, and the time until it was restored was no work", () => {
    const { instance, now } = after(
      { do: "start", wait: 0 },
      { do: "delete", wait: minute },
      { do: "restore", wait: 90 * minute },
      { do: "resume", wait: 0 },
    );
    expect(instance.state).toBe("active");
    expect(workedMs(instance, now)).toBe(minute);
  });
});
