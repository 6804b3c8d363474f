import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultPairs } from "#domain/emotion/emotion-pair.ts";
import type { InstanceState } from "#domain/instance/instance.ts";
import type { InstanceEvent } from "#domain/instance/instance-event.ts";
import { replay } from "#domain/instance/lifecycle.ts";
import { actualCell, predictedCell, rowOf, unpleasant } from "#test/support/any-predecessor-row.ts";
import { exportRows, mapRows } from "#test/support/predecessor-rows.ts";
import { booleanOf } from "../read/cells.ts";
import { readInstance } from "../read/instance-row.ts";
import { parseJson } from "../read/json-cell.ts";
import { readNote } from "../read/other-rows.ts";
import { ReportCollector } from "../read/report-collector.ts";
import { parseSourceTime } from "../read/source-time.ts";
import { isNullText } from "../read/table-reader.ts";
import { readTask } from "../read/task-row.ts";
import { columnKinds } from "./columns.ts";
import { instanceOfRow } from "./instance-of-row.ts";
import { type ExportCells, unmapContext } from "./unmap-context.ts";
import { unmapInstance } from "./unmap-instance.ts";

/** What a cell means; two cells that mean the same may be written differently. */
function meaning(kind: string | undefined, cell: string): unknown {
  if (kind !== undefined && isNullText(cell)) return null;
  const told = { text: cell };
  switch (kind) {
    case "integer":
    case "float":
      return cell.trim() !== "" && Number.isFinite(Number(cell)) ? Number(cell) : told;
    case "boolean":
      return booleanOf(cell) ?? told;
    case "time":
    case "iso": {
      const read = parseSourceTime(cell, "utc");
      return read === null ? told : [read.wall, /\.\d{3}(\d+)/.exec(cell)?.[1]?.replace(/0+$/, "") ?? ""];
    }
    case "json":
      return parseJson(cell).value ?? told;
    default:
      return told;
  }
}

function assertSame(
  table: "tasks" | "task_instances" | "notes",
  raw: Readonly<Record<string, string>>,
  exported: ExportCells | undefined,
) {
  const kinds: Readonly<Record<string, string>> = columnKinds[table];
  const compare = (of: Readonly<Record<string, string>>) =>
    // A row without an owner gets one: see "differences" in the documentation.
    Object.keys(raw)
      .filter((column) => column !== "user_id" || !isNullText(raw[column] ?? ""))
      .map((column) => [
        column,
        meaning(
          Object.hasOwn(kinds, column) ? kinds[column] : undefined,
          (Object.hasOwn(of, column) ? of[column] : undefined) ?? "",
        ),
      ]);
  expect(compare(exported ?? {})).toEqual(compare(raw));
}

describe("whatever a row holds, importing and exporting gives it back", () => {
  test("tasks", () => {
    fc.assert(
      fc.property(rowOf("tasks", "t1"), (row) => {
        const { mapped } = mapRows({ tasks: [readTask(row, new ReportCollector())] });
        assertSame("tasks", row.raw, exportRows(mapped).tasks[0]);
      }),
      { numRuns: 500 },
    );
  });

  test("notes", () => {
    fc.assert(
      fc.property(rowOf("notes", "note-1"), (row) => {
        const { mapped } = mapRows({ notes: [readNote(row, new ReportCollector())] });
        assertSame("notes", row.raw, exportRows(mapped).notes[0]);
      }),
    );
  });

  test("instances, whose log replays to what is stored", () => {
    const special = {
      predicted: predictedCell,
      actual: actualCell,
      is_deleted: fc.constantFrom("False", ""),
    };
    fc.assert(
      fc.property(rowOf("task_instances", "i1", special), (row) => {
        const { mapped } = mapRows({ task_instances: [readInstance(row, new ReportCollector())] });
        assertSame("task_instances", row.raw, exportRows(mapped).task_instances[0]);
        for (const { row: stored, event, intervals } of mapped.instances) {
          const logged = { ...event, payload: JSON.parse(event.payload) } as InstanceEvent;
          expect(replay([logged])).toEqual(instanceOfRow(stored, stored.state as InstanceState, intervals));
          expect(stored.completedAt === null || stored.cancelledAt === null).toBe(true);
          expect(stored.closedOn === null).toBe(!["completed", "cancelled"].includes(stored.state));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

test("what was typed here comes back to another account as it was", () => {
  const typed = fc.record({
    name: unpleasant,
    note: unpleasant,
    place: fc.option(unpleasant),
    relief: fc.option(fc.integer({ min: 0, max: 100 })),
  });
  fc.assert(
    fc.property(typed, ({ name, note, place, relief }) => {
      // "None" is the predecessor's word for no place, and an empty place is none.
      fc.pre(place !== "None" && place !== "" && !isNullText(name));
      const raw = {
        instance_id: "i1",
        task_id: "t1",
        completed_at: "2025-06-01 10:00",
        initialized_at: "2025-06-01 09:00",
      };
      const read = (cells: Record<string, string>) =>
        readInstance({ line: 1, id: "i1", raw: cells }, new ReportCollector());
      const { mapped } = mapRows({ task_instances: [read(raw)] });
      const [instance] = mapped.instances;
      if (instance === undefined) throw new Error("One row gives one instance.");
      const row = {
        ...instance.row,
        extra: "{}",
        note,
        place,
        outcomeRelief: relief,
        emotionsAfter: '{"calm-anxious":-7}',
      };
      const context = unmapContext({ timeZone: "UTC", userId: "1", emotions: defaultPairs });
      const cells = unmapInstance({ row, task: { sourceId: "t1", name }, intervals: [] }, context);
      const source = read(cells);
      expect(source.taskName).toBe(name);
      const again = mapRows({ task_instances: [source] }).mapped.instances[0]?.row;
      expect(again).toMatchObject({
        note,
        place,
        outcomeRelief: relief,
        emotionsAfter: '{"calm-anxious":-7}',
      });
    }),
  );
});
