import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { localDay } from "#domain/time/local-day.ts";
import { dayInWords, instantOfDay } from "./days.ts";

describe("days in words", () => {
  beforeEach(() => vi.useFakeTimers({ now: Date.parse("2026-11-21T10:00:00Z") }));
  afterEach(() => vi.useRealTimers());

  test("near days have names, far ones dates", () => {
    const said = (day: string) => dayInWords(day, "Europe/Berlin");
    expect(said("2026-11-21")).toBe("today");
    expect(said("2026-11-20")).toBe("yesterday");
    expect(said("2026-11-22")).toBe("tomorrow");
    expect(said("2026-11-17")).toBe("Tuesday");
    expect(said("2026-03-12")).toBe("12 March");
    expect(said("2025-03-12")).toBe("12 March 2025");
  });

  test("today is the person's own, not the server's", () => {
    expect(dayInWords("2026-11-22", "Pacific/Kiritimati")).toBe("today");
    expect(dayInWords("2026-11-20", "Pacific/Pago_Pago")).toBe("today");
  });
});

describe("planning for a day", () => {
  test("the day one picks is the day one gets, in every zone", () => {
    const zones = fc.constantFrom(
      "UTC",
      "Europe/Berlin",
      "America/New_York",
      "Asia/Kathmandu",
      "Pacific/Kiritimati",
      "Pacific/Pago_Pago",
      "Australia/Lord_Howe",
    );
    const days = fc
      .integer({ min: Date.parse("2000-01-01"), max: Date.parse("2050-12-31") })
      .map((at) => new Date(at).toISOString().slice(0, 10));
    fc.assert(
      fc.property(days, zones, (day, zone) => {
        expect(localDay(Date.parse(instantOfDay(day, zone)), zone)).toBe(day);
      }),
    );
  });
});
