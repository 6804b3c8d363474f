import fc from "fast-check";
import { expect, test } from "vitest";
import { labelAnchor, layoutDotRows } from "./chart-geometry.ts";

const answer = fc.option(fc.integer({ min: 0, max: 100 }));
const anyPairs = fc
  .array(fc.record({ label: fc.string(), forecast: answer, outcome: answer }), { maxLength: 12 })
  .map((pairs) => pairs.map((pair, index) => ({ ...pair, id: String(index) })));

test("every time has its own row, in order, inside the chart", () => {
  fc.assert(
    fc.property(anyPairs, (pairs) => {
      const { rows, height } = layoutDotRows(pairs);
      expect(rows.map((row) => row.id)).toEqual(pairs.map((pair) => pair.id));
      for (const [index, row] of rows.entries()) {
        expect(row.y).toBeGreaterThan(rows[index - 1]?.y ?? 0);
        expect(row.y).toBeLessThan(height);
      }
    }),
  );
});

test("each kind of dot is named once where it occurs, on a row that has it", () => {
  fc.assert(
    fc.property(anyPairs, (pairs) => {
      const { rows } = layoutDotRows(pairs);
      const forecasts = rows.filter((row) => row.namesForecast);
      const outcomes = rows.filter((row) => row.namesOutcome);
      expect(forecasts.length).toBe(pairs.some((pair) => pair.forecast !== null) ? 1 : 0);
      expect(outcomes.length).toBe(pairs.some((pair) => pair.outcome !== null) ? 1 : 0);
      expect(forecasts.every((row) => row.forecast !== null)).toBe(true);
      expect(outcomes.every((row) => row.outcome !== null)).toBe(true);
    }),
  );
});

test("words near an end of the line stay inside it", () => {
  expect(labelAnchor(0)).toBe("start");
  expect(labelAnchor(0.5)).toBe("middle");
  expect(labelAnchor(1)).toBe("end");
});
