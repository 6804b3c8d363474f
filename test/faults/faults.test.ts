import { afterAll, describe, inject, test } from "vitest";
import { allFaults } from "./all-faults.ts";
import { tryFault } from "./fault.ts";
import { FaultHouse } from "./fault-room.ts";

const house = new FaultHouse(inject("postgresUrl"));
afterAll(() => house.close());

describe.each(["sqlite", "postgres"] as const)("on %s nothing is lost, and people are told", (engine) => {
  test.concurrent.for(allFaults)("$name", { timeout: 300_000 }, async (fault, { expect, skip }) => {
    skip(!fault.engines.includes(engine), fault.only);
    const seed = Math.floor(Math.random() * 1e6);
    const { lost, wrong, skipped } = await house.withRoom(engine, (room) => tryFault(fault, room, seed));
    skip(skipped !== undefined, skipped);
    expect({ lost, wrong }).toEqual({ lost: 0, wrong: [] });
  });
});
