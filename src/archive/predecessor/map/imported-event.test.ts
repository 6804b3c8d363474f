import { beforeAll, expect, test } from "vitest";
import type { InstanceState } from "#domain/instance/instance.ts";
import type { InstanceEvent } from "#domain/instance/instance-event.ts";
import { replay } from "#domain/instance/lifecycle.ts";
import { mapRows } from "#test/support/predecessor-rows.ts";
import { openSource } from "../read/open-source.ts";
import type { SourceRows } from "../read/source-rows.ts";
import { instanceOfRow } from "./instance-of-row.ts";

const zip = new URL("../../../../test/fixtures/predecessor/export.zip", import.meta.url).pathname;
let rows: SourceRows;

beforeAll(async () => {
  rows = (await openSource(zip)).rows;
});

test("the log of an imported instance replays to exactly what is stored", () => {
  for (const { row, event, intervals } of mapRows(rows).mapped.instances) {
    const logged = { ...event, payload: JSON.parse(event.payload) } as InstanceEvent;
    expect(replay([logged])).toEqual(instanceOfRow(row, row.state as InstanceState, intervals));
  }
});

test("mapping 50,000 instances takes seconds, not minutes", () => {
  const many = Array.from({ length: 50_000 }, (_, at) => {
    const source = rows.task_instances[at % rows.task_instances.length];
    if (source === undefined) throw new Error("The fixture has changed.");
    return { ...source, id: `i${at}` };
  });
  const before = performance.now();
  const { instances } = mapRows({ ...rows, task_instances: many }).mapped;
  const took = performance.now() - before;
  expect(instances).toHaveLength(50_000);
  // Generous: other tests share the machine.
  expect(took).toBeLessThan(15_000);
});
