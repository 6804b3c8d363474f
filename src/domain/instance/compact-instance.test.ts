import fc from "fast-check";
import { expect, test } from "vitest";
import { deed, live, newLife } from "#test/support/random-life.ts";
import { type CompactInstance, compactInstance, expandInstance } from "./compact-instance.ts";
import { replay } from "./lifecycle.ts";

test("an imported instance comes back exactly as it was", () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 20 }), (deeds) => {
      const { instance } = deeds.reduce(live, newLife());
      const compact: CompactInstance = JSON.parse(JSON.stringify(compactInstance(instance)));
      expect(expandInstance(compact)).toEqual({ ...instance, eventCount: 1 });
      const event = {
        seq: 1,
        at: 0,
        timeZone: "UTC",
        type: "imported",
        payload: { instance: compact },
      } as const;
      expect(replay([event])).toEqual({ ...instance, eventCount: 1 });
    }),
  );
});

test("what is empty is not written", () => {
  expect(compactInstance(newLife().instance)).toEqual({
    id: "instance-1",
    taskId: "task-1",
    taskVersion: 1,
    state: "planned",
    createdAt: 1_790_000_000_000,
    updatedAt: 1_790_000_000_000,
    timeZone: "Europe/Berlin",
  });
});

test("a zero that was answered is kept", () => {
  const { instance } = live(newLife(), { do: "complete", wait: 0, outcome: { aversion: 0, minutes: 0 } });
  expect(compactInstance(instance).outcome).toEqual({ aversion: 0, minutes: 0 });
});
