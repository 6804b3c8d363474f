import { describe, expect, test } from "vitest";
import type { InstanceView } from "#contract/instance.ts";
import type { TaskView } from "#contract/task.ts";
import type { TodayView } from "#contract/today.ts";
import { nextThing } from "./next-thing.ts";

const now = Date.parse("2026-11-21T10:00:00Z");
const isDue = (instant: string) => Date.parse(instant) <= now;

// Only the fields that the choice looks at.
const task = (createdAt: string, completedCount = 3) => ({ createdAt, completedCount }) as TaskView;
const planned = (dueAt: string | null) => ({ dueAt }) as InstanceView;

function today(parts: Partial<TodayView>): TodayView {
  const empty = { running: [], planned: [], tasks: [], plannedCount: 0, taskCount: 0, closedToday: 0 };
  return { ...empty, daysAway: null, ...parts };
}

describe("the one thing Today puts first", () => {
  const old = task("2026-10-01T10:00:00Z");

  test("what was typed just now, even before what is due", () => {
    const typed = task("2026-11-21T09:58:00Z", 0);
    const view = today({ tasks: [typed], planned: [planned("2026-11-20T10:00:00Z")] });
    expect(nextThing(view, now, isDue)).toEqual({ kind: "task", task: typed });
  });

  test("what is due, before the task used last", () => {
    const due = planned("2026-11-20T10:00:00Z");
    expect(nextThing(today({ tasks: [old], planned: [due] }), now, isDue)).toEqual({
      kind: "planned",
      instance: due,
    });
  });

  test("the task used last, while what is planned has time", () => {
    const view = today({ tasks: [old], planned: [planned("2026-12-24T10:00:00Z")] });
    expect(nextThing(view, now, isDue)).toEqual({ kind: "task", task: old });
  });

  test("something saved for later, when there is nothing else", () => {
    const saved = planned(null);
    expect(nextThing(today({ planned: [saved] }), now, isDue)).toEqual({ kind: "planned", instance: saved });
  });

  test("nothing beside what is running, and nothing at the very beginning", () => {
    expect(nextThing(today({ running: [planned(null)], tasks: [old] }), now, isDue)).toEqual({
      kind: "none",
    });
    expect(nextThing(today({}), now, isDue)).toEqual({ kind: "none" });
  });
});
