import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDue, retryWait } from "./job-due.ts";
import { intervalOf, latestSlot, nextSlot } from "./schedule.ts";

const day = 24 * 60 * 60_000;
const hour = 60 * 60_000;
const berlin = { pattern: "30 2 * * *", timeZone: "Europe/Berlin" };

/** Every moment of a schedule that a clock going by the minute meets. */
function slotsBetween(schedule: typeof berlin, from: string, to: string): string[] {
  const met = new Set<number>();
  for (let now = Date.parse(from); now < Date.parse(to); now += 60_000) {
    const slot = latestSlot(schedule, now);
    if (slot !== null && slot >= Date.parse(from)) met.add(slot);
  }
  return [...met].map((slot) => new Date(slot).toISOString());
}

describe("a backup at half past two", () => {
  test("runs once in the night in which the clocks skip that time", () => {
    expect(slotsBetween(berlin, "2026-03-28T12:00Z", "2026-03-30T12:00Z")).toEqual([
      "2026-03-29T01:00:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
  });

  test("runs once in the night in which the clocks show that time twice", () => {
    expect(slotsBetween(berlin, "2026-10-24T12:00Z", "2026-10-26T12:00Z")).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-10-26T01:30:00.000Z",
    ]);
  });
});

test("an hourly backup runs every hour of both nights", () => {
  const hourly = { ...berlin, pattern: "0 * * * *" };
  expect(slotsBetween(hourly, "2026-03-28T23:00Z", "2026-03-29T05:00Z")).toHaveLength(6);
  expect(slotsBetween(hourly, "2026-10-24T23:00Z", "2026-10-25T05:00Z")).toHaveLength(6);
});

test("the latest moment is never ahead, and the next one never behind", () => {
  const moment = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2028, 0) });
  const pattern = fc.constantFrom("30 2 * * *", "0 * * * *", "30 3 * * 0", "15 4 1 * *");
  fc.assert(
    fc.property(pattern, moment, (given, now) => {
      const schedule = { pattern: given, timeZone: "Europe/Berlin" };
      const latest = latestSlot(schedule, now) ?? Number.NaN;
      const next = nextSlot(schedule, now) ?? Number.NaN;
      expect(latest).toBeLessThanOrEqual(now);
      expect(next).toBeGreaterThan(now);
      expect(latestSlot(schedule, next)).toBe(next);
      expect(latestSlot(schedule, next - 1)).toBe(latest);
    }),
  );
});

test("the interval is the longest time between two moments", () => {
  const now = Date.parse("2026-11-21T12:00Z");
  expect(intervalOf(berlin, now)).toBe(day);
  expect(intervalOf({ pattern: "0 3 * * mon,thu", timeZone: "UTC" }, now)).toBe(4 * day);
  expect(intervalOf({ pattern: "0 * * * *", timeZone: "UTC" }, now)).toBe(hour);
});

describe("a job", () => {
  const slot = Date.parse("2026-11-21T02:30Z");
  const done = { slot, at: slot + 5_000, retryAt: null };
  const at = (now: number, latest = slot) => ({ slot: latest, now, interval: day });

  test("is due where it never ran, and once for each moment", () => {
    expect(isDue(undefined, at(slot + hour))).toBe(true);
    expect(isDue(done, at(slot + hour))).toBe(false);
    expect(isDue(done, at(slot + day, slot + day))).toBe(true);
  });

  test("is made up for once, however much was missed", () => {
    expect(isDue(done, at(slot + 9.5 * day, slot + 9 * day))).toBe(true);
    expect(isDue({ ...done, slot: slot + 9 * day }, at(slot + 9.6 * day, slot + 9 * day))).toBe(false);
  });

  test("is not run twice by a clock that is set back, nor kept from running by it", () => {
    const back = slot - hour;
    expect(isDue(done, at(back, slot - day))).toBe(false);
    expect(isDue(done, at(slot, slot))).toBe(false);
    expect(isDue(done, at(slot + day, slot + day))).toBe(true);
    // It ran under a clock that was years ahead.
    const ahead = { slot: slot + 1000 * day, at: slot + 1000 * day, retryAt: null };
    expect(isDue(ahead, at(slot + hour))).toBe(true);
  });

  test("that failed is tried again an hour later, also when the clock was set back", () => {
    const failed = { slot, at: slot, retryAt: slot + retryWait };
    expect(isDue(failed, at(slot + 59 * 60_000))).toBe(false);
    expect(isDue(failed, at(slot + hour))).toBe(true);
    expect(isDue(failed, at(slot - 2 * hour, slot - day))).toBe(true);
  });
});
