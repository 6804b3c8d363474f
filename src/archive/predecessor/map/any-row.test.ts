import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultPairs } from "#domain/emotion/emotion-pair.ts";
import type { InstanceState } from "#domain/instance/instance.ts";
import type { InstanceEvent } from "#domain/instance/instance-event.ts";
import { replay } from "#domain/instance/lifecycle.ts";
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

const unpleasant = fc
  .oneof(
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc.constantFrom(
      "&amp;lt;",
      "Mum&#x27;s",
      "a < b & c",
      '"quoted", \n two',
      "=1+1",
      "&",
      "None",
      "nan",
      "  ",
      "{",
      "[1",
      "[]",
      "__proto__",
      "constructor",
      "0",
      "1e3",
      "-1",
      "1,5",
      "True",
      "2025-01-01",
      "\u202eabc",
      "👩‍👩‍👧",
      "ＡＢＣ",
      "\\u0041",
    ),
  )
  .map((text) => text.replaceAll("\0", "").toWellFormed());

const number = fc.oneof(
  fc.constantFrom("", "0", "50", "50.0", "-3", "130", "7.25", "nan", "many", "1e400"),
  fc.integer({ min: 0, max: 100 }).map(String),
);
const time = fc.oneof(
  fc.constantFrom(
    "",
    "2025-06-01",
    "2025-06-01 10:00",
    "2025-06-01T10:00:07.123456",
    "2025-06-01 10:00:30",
    "soon",
    "NaT",
  ),
  fc
    .integer({ min: 0, max: 400_000 })
    .map((m) => new Date(1_740_000_000_000 + m * 60_000).toISOString().slice(0, 16).replace("T", " ")),
);
const boolean = fc.constantFrom("True", "False", "", "1", "maybe");
const scale = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.constantFrom<unknown>(null, "40", "x", -5, 250, 12.5, true),
);
const names = fc.constantFrom("Calm", "calm", "anxious", "Joy", "JOY", "R&amp;B", "", "__proto__", "12");
const emotionValues = fc.oneof(
  fc.dictionary(names, fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom<unknown>(null, "30", 140))),
  fc.constantFrom<unknown>('{"calm": 30}', [], "none", null),
);
const scaleKeys = [
  "expected_aversion",
  "initialization_expected_aversion",
  "initial_aversion",
  "aversion",
  "expected_relief",
];
const predicted = fc.dictionary(
  fc.constantFrom(
    ...scaleKeys,
    "expected_cognitive",
    "expected_cognitive_load",
    "motivation",
    "estimate",
    "new_key",
    "__proto__",
  ),
  scale,
);
const actual = fc.dictionary(
  fc.constantFrom(
    "actual_relief",
    "actual_cognitive",
    "completion_percent",
    "time_spent_before_pause",
    "paused",
    "cancelled",
    "new_key",
    "emotional_load",
  ),
  scale,
);
const texts = (...keys: string[]) => fc.dictionary(fc.constantFrom(...keys), unpleasant, { maxKeys: 3 });
const object = (...parts: fc.Arbitrary<Record<string, unknown>>[]) =>
  fc
    .tuple(...parts)
    .map((made): Record<string, unknown> => Object.fromEntries(made.flatMap((part) => Object.entries(part))));
const predictedCell = fc.oneof(
  {
    weight: 6,
    arbitrary: object(
      predicted,
      texts("description", "physical_context"),
      fc.record({ emotion_values: emotionValues, emotions: fc.array(names) }, { requiredKeys: [] }),
    ).map((value) => JSON.stringify(value)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("", "{}", "[]", "{broken", '"{\\"expected_relief\\": 5}"', "null"),
  },
);
const actualCell = fc.oneof(
  {
    weight: 6,
    arbitrary: object(
      actual,
      texts(
        "completion_notes",
        "pause_reason",
        "cancellation_category",
        "reason_for_canceling",
        "postpone_reason",
      ),
      fc.record(
        {
          emotion_values: emotionValues,
          postpone_history: fc.constantFrom<unknown>([], "x", [
            { reason: "Rain", at: "2025-06-01 10:00" },
            3,
          ]),
        },
        { requiredKeys: [] },
      ),
    ).map((value) => JSON.stringify(value)),
  },
  { weight: 1, arbitrary: fc.constantFrom("", "{}", "nonsense") },
);

const byKind = {
  text: unpleasant,
  integer: number,
  float: number,
  boolean,
  time,
  iso: time,
  json: unpleasant,
};

function rowOf(
  table: "tasks" | "task_instances" | "notes",
  id: string,
  special: Record<string, fc.Arbitrary<string>> = {},
) {
  const cells = Object.entries(columnKinds[table]).map(
    ([column, kind]) => [column, special[column] ?? byKind[kind]] as const,
  );
  const odd = fc.dictionary(fc.constantFrom("new_column", "constructor", "7"), unpleasant);
  return (
    fc
      .tuple(fc.record(Object.fromEntries(cells), { requiredKeys: [] }), odd)
      // No key of the record is ever set to undefined.
      .map(([known, unknown]) => [known as Record<string, string>, unknown] as const)
      .map(([known, unknown]) => ({
        line: 1,
        id,
        raw: { ...known, ...unknown, [Object.keys(columnKinds[table])[0] ?? ""]: id },
      }))
  );
}

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
