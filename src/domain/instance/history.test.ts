import { expect, test } from "vitest";
import { birth, live, newLife } from "#test/support/random-life.ts";
import { historyOf } from "./history.ts";

test("the history says what happened, why, and what each field was and became", () => {
  const { events } = (
    [
      { do: "forecast", wait: 1, forecast: { aversion: 80 } },
      { do: "postpone", wait: 1, reason: "too tired", dueAt: birth + 9 },
      { do: "complete", wait: 1, outcome: { aversion: 35 } },
      { do: "edit", wait: 1, edit: { outcome: { aversion: 40 } } },
    ] as const
  ).reduce(live, newLife());
  expect(historyOf(events)).toEqual([
    { seq: 1, type: "planned", at: birth, reason: null, changes: [] },
    {
      seq: 2,
      type: "initialized",
      at: birth + 1,
      reason: null,
      changes: [{ field: "forecast.aversion", before: null, after: 80 }],
    },
    {
      seq: 3,
      type: "postponed",
      at: birth + 2,
      reason: "too tired",
      changes: [{ field: "dueAt", before: null, after: birth + 9 }],
    },
    {
      seq: 4,
      type: "completed",
      at: birth + 3,
      reason: null,
      changes: [{ field: "outcome.aversion", before: null, after: 35 }],
    },
    {
      seq: 5,
      type: "edited",
      at: birth + 4,
      reason: null,
      changes: [{ field: "outcome.aversion", before: 35, after: 40 }],
    },
  ]);
});
