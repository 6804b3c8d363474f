import fc from "fast-check";
import { columnKinds } from "#archive/predecessor/map/columns.ts";

/** Text as people and programs write it. */
export const unpleasant = fc
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
export const predictedCell = fc.oneof(
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
export const actualCell = fc.oneof(
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

/** Any row of a table: known columns there or not, readable or not, and unknown ones. */
export function rowOf(
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
