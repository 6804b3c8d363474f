import { describe, expect, test } from "vitest";
import { readMoment } from "./read-moment.ts";

const now = Date.UTC(2026, 10, 21, 15);
const berlin = "Europe/Berlin";

describe("a moment to go back to", () => {
  test.each([
    ["2026-11-21T13:30:05Z", "2026-11-21T13:30:05.000Z"],
    ["2026-11-21 14:30:05", "2026-11-21T13:30:05.000Z"],
    ["2026-11-21T14:30", "2026-11-21T13:30:00.000Z"],
    ["2026-11-21 09:30:05.250-05:00", "2026-11-21T14:30:05.250Z"],
    ["2025-10-26T02:30:00+01:00", "2025-10-26T01:30:00.000Z"],
  ])("is read from %s", (text, instant) => {
    expect(new Date(readMoment(text, berlin, now).at).toISOString()).toBe(instant);
  });

  test("is said back with its zone", () => {
    expect(readMoment("2026-11-21T13:30:05Z", berlin, now).label).toBe(
      "2026-11-21 14:30:05 Europe/Berlin (+01:00)",
    );
    expect(readMoment("2026-07-01 08:00:00.125", "America/New_York", now).label).toBe(
      "2026-07-01 08:00:00.125 America/New_York (-04:00)",
    );
  });

  test.each([
    ["2025-10-26 02:30:00", /twice; write 2025-10-26T02:30:00\+02:00 or 2025-10-26T02:30:00\+01:00/u],
    ["2025-03-30 02:30:00", /skipped/u],
    ["2026-11-21 16:00:01", /still to come/u],
    ["2026-11-21", /is no moment/u],
    ["yesterday", /is no moment/u],
    ["2026-02-30 10:00:00", /is no moment/u],
    ["", /is no moment/u],
  ])("is refused as %j, with the reason", (text, reason) => {
    expect(() => readMoment(text, berlin, now)).toThrow(reason);
  });

  test("needs a zone that there is", () => {
    expect(() => readMoment("2026-11-21 10:00:00", "Mars/Olympus", now)).toThrow(/no time zone/u);
  });
});
