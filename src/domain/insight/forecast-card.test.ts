import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forecastCard, type PastInstance, reveal } from "./forecast-card.ts";

function past(completedAt: number, forecast: number | null, outcome: number | null): PastInstance {
  return {
    id: `instance-${completedAt}`,
    state: "completed",
    completedAt,
    closedOn: "2026-11-21",
    deletedAt: null,
    cancelCategory: null,
    provenance: {},
    forecast: { aversion: forecast },
    outcome: { aversion: outcome },
  };
}

describe("the forecast card", () => {
  test("counts how often the fear was higher and lower, and says out of how many", () => {
    const feared = [80, 75, 85, 70, 90, 80];
    const felt = [35, 50, 30, 75, 85, 35];
    const card = forecastCard(feared.map((value, index) => past(index, value, felt[index] ?? null)));
    expect(card).toMatchObject({ n: 6, higher: 5, lower: 1 });
    expect(card.pairs.map(({ forecast }) => forecast)).toEqual(feared);
  });

  test("shows the ten latest, oldest first, and counts all", () => {
    const many = Array.from({ length: 14 }, (_, index) => past(index, 50, index < 4 ? 20 : 50));
    const card = forecastCard(many.toReversed());
    expect(card.pairs.map(({ instanceId }) => instanceId)).toEqual(
      Array.from({ length: 10 }, (_, index) => `instance-${index + 4}`),
    );
    expect(card).toMatchObject({ n: 14, higher: 4, lower: 0 });
  });

  test("leaves out what is no pair of answers", () => {
    const prefilled = { ...past(1, 50, 50), provenance: { "outcome.aversion": "defaulted" } as const };
    const deleted = { ...past(1, 50, 20), deletedAt: 5 };
    const cancelled = { ...past(1, 50, 20), state: "cancelled" as const, cancelCategory: "test" };
    expect(forecastCard([past(1, null, 20), past(1, 50, null), prefilled, deleted, cancelled])).toEqual({
      n: 0,
      pairs: [],
      higher: 0,
      lower: 0,
    });
  });

  test("never counts more than there are, in whatever order they come", () => {
    const scale = fc.option(fc.integer({ min: 0, max: 100 }));
    const instances = fc.array(fc.tuple(fc.nat(50), scale, scale).map((of) => past(...of)));
    fc.assert(
      fc.property(instances, (list) => {
        const card = forecastCard(list);
        expect(card.higher + card.lower).toBeLessThanOrEqual(card.n);
        expect(card.n).toBeLessThanOrEqual(list.length);
        expect(card.pairs).toHaveLength(Math.min(10, card.n));
        expect(forecastCard(list.toReversed())).toMatchObject({ n: card.n, higher: card.higher });
      }),
    );
  });
});

describe("the reveal", () => {
  test("puts both side by side with how far they are apart", () => {
    expect(reveal(80, 35)).toEqual({ kind: "lower", forecast: 80, outcome: 35, difference: 45 });
    expect(reveal(20, 35)).toEqual({ kind: "higher", forecast: 20, outcome: 35, difference: 15 });
    expect(reveal(35, 35)).toEqual({ kind: "same", forecast: 35, outcome: 35, difference: 0 });
  });
  test("says what is known when only one was answered, or none", () => {
    expect(reveal(80, null)).toEqual({ kind: "only-forecast", forecast: 80 });
    expect(reveal(null, 0)).toEqual({ kind: "only-outcome", outcome: 0 });
    expect(reveal(null, null)).toEqual({ kind: "neither" });
  });
});
