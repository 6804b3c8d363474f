import fc from "fast-check";
import { expect, test } from "vitest";
import { elapsedAt, formatClock, untilNextSecond } from "./clock-time.ts";

test("a clock reads h:mm:ss, and days from a day on", () => {
  expect(formatClock(0)).toBe("0:00:00");
  expect(formatClock(754_999)).toBe("0:12:34");
  expect(formatClock(86_399_000)).toBe("23:59:59");
  expect(formatClock(86_400_000)).toBe("1 day");
  expect(formatClock(90_061_000)).toBe("1 day 1 h");
  expect(formatClock(489_755_000)).toBe("5 days 16 h");
});

test("a running clock goes on from where it was, a paused one stands", () => {
  expect(elapsedAt(5_000, { elapsedMs: 1_000, atMs: 2_000, running: true })).toBe(4_000);
  expect(elapsedAt(5_000, { elapsedMs: 1_000, atMs: 2_000, running: false })).toBe(1_000);
});

test("a device clock set back never makes the time fall below what was worked", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(), (now, atMs, elapsedMs) => {
      expect(elapsedAt(now, { elapsedMs, atMs, running: true })).toBeGreaterThanOrEqual(elapsedMs);
    }),
  );
});

test("waiting until the next second shows the next second, no earlier and no later", () => {
  fc.assert(
    fc.property(fc.nat(100_000_000), (ms) => {
      const wait = untilNextSecond(ms);
      expect(Math.floor((ms + wait) / 1000)).toBe(Math.floor(ms / 1000) + 1);
      expect(Math.floor((ms + wait - 1) / 1000)).toBe(Math.floor(ms / 1000));
    }),
  );
});
