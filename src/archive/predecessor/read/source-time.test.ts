import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SourceClock } from "./source-instant.ts";
import { parseSourceTime, type SourceTimePrecision } from "./source-time.ts";

const instantOf = (text: string, zone = "UTC"): string | null => {
  const time = parseSourceTime(text, "source-zone");
  return time === null ? null : new Date(new SourceClock(zone).toInstant(time).instant).toISOString();
};

describe("a time as the predecessor writes it", () => {
  test.each([
    ["2026-06-18 15:32", "minute", "2026-06-18T15:32:00.000Z"],
    ["2026-06-18T15:32", "minute", "2026-06-18T15:32:00.000Z"],
    ["2026-06-18 15:32:24", "second", "2026-06-18T15:32:24.000Z"],
    ["2026-06-18 15:32:24.534052", "fraction", "2026-06-18T15:32:24.534Z"],
    ["2026-06-18T15:32:24.5", "fraction", "2026-06-18T15:32:24.500Z"],
    ["2026-06-18T15:32:24Z", "second", "2026-06-18T15:32:24.000Z"],
    ["2026-06-18T15:32:24.534052+02:00", "fraction", "2026-06-18T13:32:24.534Z"],
    ["2026-06-18 15:32:24-0330", "second", "2026-06-18T19:02:24.000Z"],
    ["2024-02-29", "day", "2024-02-29T00:00:00.000Z"],
    ["18.06.2026 15:32", "minute", "2026-06-18T15:32:00.000Z"],
  ])("%s is read with its precision", (text, precision, expected) => {
    expect(parseSourceTime(text, "source-zone")).toMatchObject({ text, precision });
    expect(instantOf(text)).toBe(expected);
  });

  test.each([
    "",
    "yesterday",
    "2026-02-29 10:00",
    "2026-13-01",
    "2026-06-18 24:00",
    "2026-06-18 15:60",
    "15:32",
    "1234567890",
    "2026-06-18 1x:32",
  ])("%s is no time", (text) => {
    expect(parseSourceTime(text, "utc")).toBeNull();
  });

  test("is read in the source's zone unless it says otherwise or its table is kept in UTC", () => {
    expect(instantOf("2026-06-18 15:32", "Europe/Berlin")).toBe("2026-06-18T13:32:00.000Z");
    expect(instantOf("2026-01-18 15:32", "America/New_York")).toBe("2026-01-18T20:32:00.000Z");
    expect(instantOf("2026-06-18T15:32:00Z", "Europe/Berlin")).toBe("2026-06-18T15:32:00.000Z");
    const utc = parseSourceTime("2026-06-18 15:32", "utc");
    expect(utc && new SourceClock("Europe/Berlin").toInstant(utc).instant).toBe(
      Date.UTC(2026, 5, 18, 15, 32),
    );
  });

  test("that the clock skipped moves forward, and that happened twice is the first", () => {
    const clock = new SourceClock("Europe/Berlin");
    const read = (text: string): unknown => {
      const time = parseSourceTime(text, "source-zone");
      return time && clock.toInstant(time);
    };
    expect(read("2026-03-29 02:30")).toEqual({ instant: Date.UTC(2026, 2, 29, 1, 30), flag: "nonexistent" });
    expect(read("2026-10-25 02:30")).toEqual({ instant: Date.UTC(2026, 9, 25, 0, 30), flag: "ambiguous" });
    expect(read("2026-10-25 03:30")).toEqual({ instant: Date.UTC(2026, 9, 25, 2, 30), flag: null });
    expect(read("2026-03-29 01:59")).toEqual({ instant: Date.UTC(2026, 2, 29, 0, 59), flag: null });
  });

  test("written and read again is the same instant, except in the hour that happens twice", () => {
    const zones = [
      "UTC",
      "Europe/Berlin",
      "America/St_Johns",
      "Asia/Kathmandu",
      "Australia/Lord_Howe",
      "Pacific/Apia",
    ];
    const instants = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2040, 0, 1) });
    const precisions = fc.constantFrom<SourceTimePrecision>("minute", "second", "fraction");
    const separators = fc.constantFrom<" " | "T">(" ", "T");
    fc.assert(
      fc.property(
        instants,
        fc.constantFrom(...zones),
        precisions,
        separators,
        (instant, zone, precision, separator) => {
          const clock = new SourceClock(zone);
          const step = precision === "minute" ? 60_000 : precision === "second" ? 1000 : 1;
          const whole = instant - (instant % step);
          const text = clock.format(whole, precision, separator);
          const time = parseSourceTime(text, "source-zone");
          expect(time).toMatchObject({ text, precision, offset: null });
          if (time === null) return;
          const read = clock.toInstant(time);
          if (read.flag === "ambiguous") expect(clock.format(read.instant, precision, separator)).toBe(text);
          else expect(read).toEqual({ instant: whole, flag: null });
        },
      ),
      { numRuns: 1000 },
    );
  });
});
