import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forecastAndOutcomeAversion } from "./aversion.ts";
import { mapEmotions } from "./emotion-pairs.ts";
import { escapeLikePredecessor, looksEscaped, unescapeOnce } from "./escaped-text.ts";
import { readInstance } from "./instance-row.ts";
import { deriveLifecycle } from "./lifecycle.ts";
import { prefilledActuals } from "./prefilled-actuals.ts";
import { ReportCollector } from "./report-collector.ts";
import { convertScale } from "./scale-conversion.ts";
import { detectScaleDrift } from "./scale-drift.ts";
import { SourceClock } from "./source-instant.ts";
import type { SourceInstance } from "./source-rows.ts";

let made = 0;
const instance = (raw: Record<string, string>): SourceInstance => {
  made += 1;
  const id = raw.instance_id ?? `i${made}`;
  return readInstance({ line: made, id, raw: { ...raw, instance_id: id } }, new ReportCollector());
};

describe("where an instance stands", () => {
  test.each([
    [
      "a finished one whose status fell back",
      "completed",
      { status: "initialized", is_completed: "True", completed_at: "2025-01-01 10:00" },
    ],
    [
      "a cancelled one that counts as finished",
      "cancelled",
      { status: "initialized", is_completed: "True", cancelled_at: "2025-01-01 10:00" },
    ],
    [
      "a cancelled one known from its JSON",
      "cancelled",
      { is_completed: "True", actual: '{"cancelled": true}' },
    ],
    ["a cancelled one known from its status", "cancelled", { status: "cancelled" }],
    ["a finished one without a time", "completed", { status: "active", is_completed: "true" }],
    [
      "a paused one",
      "paused",
      { status: "initialized", initialized_at: "2025-01-01 10:00", actual: '{"paused": true}' },
    ],
    ["a running one", "active", { initialized_at: "2025-01-01 10:00", started_at: "2025-01-01 10:05" }],
    [
      "an initialized one that says it is active",
      "initialized",
      { status: "active", initialized_at: "2025-01-01 10:00" },
    ],
    ["a draft that says it is completed", "draft", { status: "completed", is_completed: "False" }],
  ])("%s is %s", (_, expected, raw) => {
    expect(deriveLifecycle(instance(raw))).toBe(expected);
  });
});

describe("forecast and outcome aversion", () => {
  test("an outcome is what differs from the first reading, of finished ones only", () => {
    const readings = { initializationExpectedAversion: 80, expectedAversion: 35 };
    expect(forecastAndOutcomeAversion(readings, "completed")).toEqual({
      forecast: 80,
      outcome: 35,
      outcomeProvenance: "imported",
      prefilled: null,
    });
    expect(forecastAndOutcomeAversion(readings, "paused").outcome).toBeNull();
  });

  test("an equal value was filled in by the form: kept, but nobody said it", () => {
    const equal = forecastAndOutcomeAversion(
      { initializationExpectedAversion: 0, expectedAversion: 0 },
      "completed",
    );
    expect(equal).toEqual({ forecast: 0, outcome: null, outcomeProvenance: "defaulted", prefilled: 0 });
  });

  test("without a first reading the only one is the forecast", () => {
    const only = forecastAndOutcomeAversion(
      { initializationExpectedAversion: null, expectedAversion: 40 },
      "completed",
    );
    expect(only).toMatchObject({ forecast: 40, outcome: null, prefilled: 40 });
  });
});

describe("pre-filled outcomes", () => {
  const predicted = {
    expected_relief: 50,
    expected_mental_energy: 40,
    expected_difficulty: 60,
    expected_emotional_load: 30,
    expected_physical_load: 0,
  };
  const actual = {
    actual_relief: 50,
    actual_mental_energy: 40,
    actual_difficulty: 60,
    actual_emotional: 30,
    actual_physical: 0,
  };
  const row = (changes: object): SourceInstance =>
    instance({
      predicted: JSON.stringify(predicted),
      actual: JSON.stringify({ ...actual, completion_sliders_adjusted_count: 0, ...changes }),
      relief_score: "50",
    });

  test("are five equal sliders that nobody moved", () => {
    expect(prefilledActuals(row({}))).toBe("defaulted");
  });

  test.each([
    ["one differs", { actual_physical: 1 }],
    ["one is missing, whatever the column says", { actual_relief: null }],
    ["a slider was moved and put back", { completion_sliders_adjusted_count: 1 }],
    ["the form did not count", { completion_sliders_adjusted_count: null }],
  ])("not if %s", (_, changes) => {
    expect(prefilledActuals(row(changes))).toBe("imported");
  });
});

describe("escaped text", () => {
  test("is unescaped exactly once", () => {
    expect(unescapeOnce("Mum&#x27;s call")).toBe("Mum's call");
    expect(unescapeOnce("it&#39;s &quot;fine&quot; &amp; &gt; 2")).toBe('it\'s "fine" & > 2');
    expect(unescapeOnce("&amp;lt;")).toBe("&lt;");
    expect(unescapeOnce("&nbsp;&eacute;&unknown;")).toBe("&nbsp;&eacute;&unknown;");
  });

  test("any text comes back", () => {
    const risky = fc.string({
      unit: fc.constantFrom("&", "amp;", "lt;", "#x27;", "#39;", "<", "'", '"', "a", "😴"),
    });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "grapheme" }), risky), (text) => {
        const escaped = escapeLikePredecessor(text);
        expect(unescapeOnce(escaped)).toBe(text);
        expect(escaped.includes("&")).toBe(looksEscaped(escaped));
      }),
    );
  });

  test("a text in JSON that cannot have been escaped is left alone", () => {
    const row = instance({
      predicted: JSON.stringify({ description: 'type "&lt;" here' }),
      actual: JSON.stringify({ completion_notes: "Mum&#x27;s call" }),
    });
    expect(row.predictedValues.description).toBe('type "&lt;" here');
    expect(row.actualValues.completionNotes).toBe("Mum's call");
  });
});

describe("drift of scale", () => {
  const clock = new SourceClock("UTC");
  const at = (day: number, values: object, actual: object = {}): SourceInstance =>
    instance({
      created_at: new Date(Date.UTC(2024, 11, 1) + day * 86_400_000)
        .toISOString()
        .slice(0, 16)
        .replace("T", " "),
      predicted: JSON.stringify(values),
      actual: JSON.stringify(actual),
    });
  const era = Array.from({ length: 12 }, (_, day) => at(day, {}, { actual_relief: 3 + (day % 7) }));
  const later = Array.from({ length: 30 }, (_, day) =>
    at(31 + day, {}, { actual_relief: 20 + (day % 8) * 10 }),
  );

  test("twelve small rows before a date are proposed for times ten, in any order", () => {
    const rows = [...later, ...era.toReversed()];
    const proposals = detectScaleDrift(rows, clock);
    expect(proposals).toMatchObject([
      { field: "actual.relief", kind: "era", before: "2025-01-01T00:00:00.000Z", rows: 12 },
    ]);
    const converted = convertScale(rows, proposals);
    const relief = new Map(converted.map((row) => [row.id, row.actualValues.relief]));
    for (const row of era) expect(relief.get(row.id)).toBe((row.actualValues.relief ?? 0) * 10);
    for (const row of later) expect(relief.get(row.id)).toBe(row.actualValues.relief);
    expect(converted.map((row) => row.raw)).toEqual(rows.map((row) => row.raw));
  });

  test("a lone 8 among 0–100 rows stays 8, also as the very first", () => {
    expect(detectScaleDrift([...later, at(70, {}, { actual_relief: 8 })], clock)).toEqual([]);
    expect(detectScaleDrift([at(0, {}, { actual_relief: 8 }), ...later], clock)).toEqual([]);
  });

  test("four rows are too few, and a file of small values only says nothing", () => {
    expect(detectScaleDrift([...era.slice(0, 4), ...later], clock)).toEqual([]);
    expect(detectScaleDrift(era, clock)).toEqual([]);
  });

  test("rows whose outcome alone was multiplied are proposed for their forecast", () => {
    const first = at(0, { expected_relief: 70 }, { actual_relief: 60 });
    const rows = [6, 7, 5, 8, 9].map((value, day) =>
      at(1 + day, { expected_relief: value }, { actual_relief: value * 10 + 2 }),
    );
    const proposals = detectScaleDrift([first, ...rows, ...later], clock);
    expect(proposals).toMatchObject([{ field: "predicted.expectedRelief", kind: "tenfold", rows: 5 }]);
    expect(convertScale(rows, proposals).map((row) => row.predictedValues.expectedRelief)).toEqual([
      60, 70, 50, 80, 90,
    ]);
    expect(detectScaleDrift([first, ...rows.slice(1), ...later], clock)).toEqual([]);
  });
});

describe("one-sided emotions", () => {
  const pairs = [
    { id: "calm-anxious", positive: "calm", negative: "anxious" },
    { id: "happy-sad", positive: "happy", negative: "sad" },
  ];

  test("become pairs where a name is one of the poles, the rest stay custom", () => {
    const values = new Map([
      ["Calm", 30],
      ["anxious", 80],
      ["SAD", 40],
      ["Ennui (état)", 50],
    ]);
    const mapped = mapEmotions({ values, bareNames: ["happy", "Pride"] }, pairs);
    expect([...mapped.pairs]).toEqual([
      ["calm-anxious", -50],
      ["happy-sad", 10],
    ]);
    expect([...mapped.custom]).toEqual([
      ["Ennui (état)", 50],
      ["Pride", 50],
    ]);
    expect([...mapped.defaulted]).toEqual(["happy-sad", "Pride"]);
  });

  test("never leave the scale", () => {
    const names = fc.constantFrom("calm", "Calm", "anxious", "sad", "other");
    fc.assert(
      fc.property(fc.array(fc.tuple(names, fc.double({ min: -1e6, max: 1e6, noNaN: true }))), (list) => {
        const mapped = mapEmotions({ values: new Map(list), bareNames: [] }, pairs);
        for (const value of mapped.pairs.values()) expect(Math.abs(value)).toBeLessThanOrEqual(100);
        for (const value of mapped.custom.values()) expect(value).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
