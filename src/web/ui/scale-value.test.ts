import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatScaleValue,
  keyedValue,
  scaleStops,
  scaleValueText,
  shareOf,
  tappedValue,
  valueAt,
} from "./scale-value.ts";

const plain = { min: 0, max: 100 };
const bipolar = { min: -100, max: 100 };
const anyRange = fc.constantFrom(plain, bipolar, { min: 0, max: 200 });
const anyWidth = fc.integer({ min: 120, max: 1200 });
const keys = ["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "PageUp", "PageDown", "Home", "End"];

describe("a point on the line", () => {
  test("is a whole number between the ends, wherever the finger goes", () => {
    fc.assert(
      fc.property(
        anyRange,
        anyWidth,
        fc.double({ min: -5000, max: 5000, noNaN: true }),
        (range, width, offset) => {
          for (const value of [valueAt(offset, width, range), tappedValue(offset, width, range)]) {
            expect(value).toBeGreaterThanOrEqual(range.min);
            expect(value).toBeLessThanOrEqual(range.max);
            expect(Number.isInteger(value)).toBe(true);
          }
        },
      ),
    );
  });

  test("gives every whole number back that is drawn there", () => {
    fc.assert(
      fc.property(anyRange, anyWidth, fc.integer({ min: -100, max: 200 }), (range, width, value) => {
        fc.pre(value >= range.min && value <= range.max);
        expect(valueAt(shareOf(value, range) * width, width, range)).toBe(value);
      }),
    );
  });

  test("further right is never less", () => {
    fc.assert(
      fc.property(anyRange, anyWidth, fc.nat(1200), fc.nat(1200), (range, width, a, b) => {
        const [left, right] = a < b ? [a, b] : [b, a];
        expect(valueAt(left, width, range)).toBeLessThanOrEqual(valueAt(right, width, range));
        expect(tappedValue(left, width, range)).toBeLessThanOrEqual(tappedValue(right, width, range));
      }),
    );
  });

  test("a tap near a stop lands on it, a tap between two stops where it was", () => {
    expect(tappedValue(180, 400, plain)).toBe(50);
    expect(tappedValue(150, 400, plain)).toBe(38);
    expect(valueAt(180, 400, plain)).toBe(45);
    expect(tappedValue(205, 400, bipolar)).toBe(0);
  });

  test("a line without width answers the low end rather than nothing sensible", () => {
    expect(valueAt(10, 0, bipolar)).toBe(-100);
  });
});

describe("keys", () => {
  test("keep the value between the ends", () => {
    fc.assert(
      fc.property(
        anyRange,
        fc.array(fc.constantFrom(...keys), { maxLength: 40 }),
        fc.option(fc.integer({ min: 0, max: 100 })),
        (range, presses, start) => {
          let value: number | null = start;
          for (const key of presses) value = keyedValue(key, value, range) ?? null;
          if (presses.length > 0) {
            expect(value).toBeGreaterThanOrEqual(range.min);
            expect(value).toBeLessThanOrEqual(range.max);
          }
        },
      ),
    );
  });

  test("start in the middle, step by one, jump to stops and ends", () => {
    expect(keyedValue("ArrowRight", null, plain)).toBe(50);
    expect(keyedValue("ArrowLeft", null, bipolar)).toBe(0);
    expect(keyedValue("ArrowUp", 80, plain)).toBe(81);
    expect(keyedValue("ArrowDown", 0, plain)).toBe(0);
    expect(keyedValue("PageUp", 80, plain)).toBe(100);
    expect(keyedValue("PageDown", 80, plain)).toBe(75);
    expect(keyedValue("Home", 80, plain)).toBe(0);
    expect(keyedValue("End", null, bipolar)).toBe(100);
  });

  test("Backspace and Delete take the answer back, other keys are left alone", () => {
    expect(keyedValue("Backspace", 80, plain)).toBeNull();
    expect(keyedValue("Delete", 0, plain)).toBeNull();
    expect(keyedValue("Tab", 80, plain)).toBeUndefined();
    expect(keyedValue("a", null, plain)).toBeUndefined();
  });
});

describe("words", () => {
  test("five stops from end to end", () => {
    expect(scaleStops(plain)).toEqual([0, 25, 50, 75, 100]);
    expect(scaleStops(bipolar)).toEqual([-100, -50, 0, 50, 100]);
  });

  test("an imported fraction is shown with one decimal, a minus is a minus", () => {
    expect(formatScaleValue(33.333)).toBe("33.3");
    expect(formatScaleValue(-40)).toBe("−40");
    expect(formatScaleValue(-0)).toBe("0");
    expect(formatScaleValue(150, "%")).toBe("150\u202f%");
  });

  test("a screen reader hears that nothing is answered, and which side a feeling leans to", () => {
    const ends = { low: "dreading", high: "excited" };
    expect(scaleValueText(null, plain, ends)).toBe("not answered");
    expect(scaleValueText(80, plain, ends)).toBe("80");
    expect(scaleValueText(-40, bipolar, ends)).toBe("40 towards dreading");
    expect(scaleValueText(0, bipolar, ends)).toBe("0, in the middle");
  });
});
