import { describe, expect, test } from "vitest";
import { emptyOutcome } from "./instance.ts";
import { actualMinutes, workedMs } from "./work-clock.ts";

const nothing = { carriedMinutes: null, intervals: [] };
const minute = 60_000;

describe("how long it took", () => {
  test("is what was carried in, the finished stretches and the running one", () => {
    const intervals = [
      { startedAt: 0, endedAt: 5 * minute },
      { startedAt: 10 * minute, endedAt: null },
    ];
    expect(workedMs({ ...nothing, carriedMinutes: 2, intervals }, 11 * minute)).toBe(8 * minute);
  });

  test("is what the person said, if they said anything, even nothing at all", () => {
    const ran = { ...nothing, intervals: [{ startedAt: 0, endedAt: 5 * minute }] };
    expect(actualMinutes({ ...ran, outcome: emptyOutcome }, 0)).toBe(5);
    expect(actualMinutes({ ...ran, outcome: { ...emptyOutcome, minutes: 0 } }, 0)).toBe(0);
  });

  test("is unknown when it never ran and nobody said", () => {
    expect(actualMinutes({ ...nothing, outcome: emptyOutcome }, 0)).toBeNull();
    expect(actualMinutes({ ...nothing, carriedMinutes: 3, outcome: emptyOutcome }, 0)).toBe(3);
  });
});
