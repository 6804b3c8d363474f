import { describe, expect, test } from "vitest";
import { exportRows, mapRows } from "#test/support/predecessor-rows.ts";
import { openSource } from "../read/open-source.ts";
import { SourceClock } from "../read/source-instant.ts";
import { idOfExportId } from "./export-id.ts";
import type { MapInput } from "./map-context.ts";
import { proposeScale, mixedScaleRows } from "./scale-proposal.ts";

/** CSV files by table name, read as an upload would be. */
async function rowsOf(files: Record<string, string>) {
  const uploads = Object.entries(files).map(([table, text]) => ({
    name: `${table}.csv`,
    bytes: Buffer.from(text),
  }));
  return (await openSource(uploads)).rows;
}

async function imported(files: Record<string, string>, input: Partial<MapInput> = {}) {
  const rows = await rowsOf(files);
  const { mapped, context } = mapRows(rows, input);
  return { rows, mapped, context, exported: exportRows(mapped, input.timeZone) };
}

const quoted = (value: unknown) => `"${JSON.stringify(value).replaceAll('"', '""')}"`;

/** task_instances.csv with these rows; what is not given stays empty. */
function instancesCsv(rows: readonly Record<string, unknown>[]): string {
  const header =
    "instance_id task_id created_at initialized_at completed_at cancelled_at is_completed status".split(" ");
  header.push("predicted", "actual", "started_at", "due_at");
  const lines = rows.map((row, at) =>
    header
      .map((column) => {
        const value = row[column] ?? (column === "instance_id" ? `i${at}` : "");
        return typeof value === "string" ? value : quoted(value);
      })
      .join(","),
  );
  return [header.join(","), ...lines].join("\n");
}

const tasks = "task_id,name,created_at\nt1,Call,2024-01-01 10:00\n";

test("quoted JSON is read, text is unescaped exactly once and comes back escaped", async () => {
  const { mapped, exported } = await imported({
    tasks: "task_id,name,description\nt1,Mum&#x27;s call,&amp;lt;\nt2,It's raw,a < b\n",
    task_instances: instancesCsv([
      {
        task_id: "t1",
        initialized_at: "2025-01-01 10:00",
        predicted: { expected_aversion: 25, emotions: ["calm"], emotion_values: { calm: 50 } },
      },
    ]),
  });
  expect(mapped.tasks.map(({ row }) => [row.name, row.description])).toEqual([
    ["Mum's call", "&lt;"],
    ["It's raw", "a < b"],
  ]);
  expect(exported.tasks).toMatchObject([
    { name: "Mum&#x27;s call", description: "&amp;lt;" },
    { name: "It's raw", description: "a < b" },
  ]);
  expect(mapped.instances[0]?.row).toMatchObject({
    forecastAversion: 25,
    emotionsBefore: '{"calm-anxious":50}',
  });
  expect(exported.task_instances[0]?.predicted).toBe(
    '{"emotions": ["calm"], "emotion_values": {"calm": 50}, "expected_aversion": 25}',
  );
});

test("a status that lies is not believed, and comes back", async () => {
  const { mapped, exported } = await imported({
    tasks,
    task_instances: instancesCsv([
      { task_id: "t1", status: "initialized", is_completed: "True", completed_at: "2025-01-02 10:00" },
      { task_id: "t1", status: "cancelled", is_completed: "True", cancelled_at: "2025-01-02 11:00" },
    ]),
  });
  expect(mapped.instances.map(({ row }) => [row.state, row.closedOn, row.completedAt === null])).toEqual([
    ["completed", "2025-01-02", false],
    ["cancelled", "2025-01-02", true],
  ]);
  expect(exported.task_instances.map(({ status }) => status)).toEqual(["initialized", "cancelled"]);
});

describe("a scale that changed", () => {
  const old = Array.from({ length: 12 }, (_, at) => ({
    task_id: "t1",
    created_at: `2024-12-${String(at + 10)} 10:00`,
    completed_at: `2024-12-${String(at + 10)} 11:00`,
    predicted: { expected_relief: 50 },
    actual: { actual_relief: 3 + (at % 7) },
  }));
  const recent = Array.from({ length: 30 }, (_, at) => ({
    task_id: "t1",
    created_at: `2025-01-${String(at + 1).padStart(2, "0")} 10:00`,
    completed_at: `2025-01-${String(at + 1).padStart(2, "0")} 11:00`,
    predicted: { expected_relief: 60 },
    actual: { actual_relief: at === 20 ? 8 : 20 + at * 2 },
  }));
  const files = { tasks, task_instances: instancesCsv([...old, ...recent]) };
  const clock = new SourceClock("UTC");
  const before = Date.UTC(2025, 0, 1, 10);

  test("is proposed for the rows before, and a lone 8 later stays 8", async () => {
    const rows = await rowsOf(files);
    const at = (time: (typeof rows.task_instances)[number]) =>
      time.createdAt && clock.toInstant(time.createdAt).instant;
    const proposals = proposeScale(rows.task_instances, at);
    expect(proposals).toEqual([{ field: "outcome.relief", before, rows: 12 }]);
    const { mapped, exported, context } = await imported(files, { convert: proposals });
    expect(mapped.instances.slice(0, 12).map(({ row }) => row.outcomeRelief)).toEqual(
      old.map(({ actual }) => actual.actual_relief * 10),
    );
    expect(mapped.instances[32]?.row.outcomeRelief).toBe(8);
    expect(context.repairs.filter(({ code }) => code === "scale-converted")).toHaveLength(12);
    expect(JSON.parse(exported.task_instances[0]?.actual ?? "")).toMatchObject({ actual_relief: 3 });
  });

  test("is not converted unasked", async () => {
    const { mapped } = await imported(files);
    expect(mapped.instances[0]?.row.outcomeRelief).toBe(3);
  });

  test("the fixture's scale never changed", async () => {
    const zip = new URL("../../../../test/fixtures/predecessor/export.zip", import.meta.url).pathname;
    const { rows } = await openSource(zip);
    const at = (row: (typeof rows.task_instances)[number]) =>
      row.createdAt && clock.toInstant(row.createdAt).instant;
    expect(proposeScale(rows.task_instances, at)).toEqual([]);
  });

  test("rows of which only the outcome is tenfold are named", async () => {
    const rows = await rowsOf({
      tasks,
      task_instances: instancesCsv([
        { task_id: "t1", predicted: { expected_relief: 5 }, actual: { actual_relief: 52 } },
        { task_id: "t1", predicted: { expected_relief: 5 }, actual: { actual_relief: 6 } },
      ]),
    });
    expect(mixedScaleRows(rows.task_instances)).toEqual(["i0"]);
  });
});

test("rows of another owner become mine and keep theirs for the way back", async () => {
  const { mapped, exported } = await imported(
    { tasks: "task_id,name,user_id\nt1,Call,7\n" },
    { userId: "person-2" },
  );
  expect(mapped.tasks[0]?.row.userId).toBe("person-2");
  expect(exported.tasks[0]?.user_id).toBe("7");
});

test("a column nobody knows, even a dangerous one, is kept and comes back", async () => {
  const { mapped, exported } = await imported({
    tasks: "task_id,name,created_by,__proto__\nt1,Call,me; DROP TABLE,odd\n",
  });
  expect(mapped.tasks[0]?.row.extra).toContain('"created_by":"me; DROP TABLE"');
  expect(exported.tasks[0]).toMatchObject({ created_by: "me; DROP TABLE", column___proto__: "odd" });
});

test("what only an instance knows of its task becomes a retired placeholder that is not exported", async () => {
  const { mapped, exported } = await imported({
    task_instances: "instance_id,task_id,task_name\ni1,t9,Old thing\ni2,t9,Old thing\n",
  });
  expect(mapped.tasks.map(({ row }) => [row.name, row.retiredAt !== null])).toEqual([["Old thing", true]]);
  expect(exported.tasks).toEqual([]);
  expect(exported.task_instances.map(({ task_id, task_name }) => [task_id, task_name])).toEqual([
    ["t9", "Old thing"],
    ["t9", "Old thing"],
  ]);
});

test("answers a form had filled in count as defaulted; values out of range are moved in and come back", async () => {
  const five = { relief: 40, mental_energy: 30, difficulty: 20 };
  const expected = Object.fromEntries(Object.entries(five).map(([key, value]) => [`expected_${key}`, value]));
  const actual = Object.fromEntries(Object.entries(five).map(([key, value]) => [`actual_${key}`, value]));
  const predicted = { ...expected, expected_emotional_load: 5, expected_physical_load: 6 };
  const done = { ...actual, actual_emotional: 5, actual_physical: 6, completion_sliders_adjusted_count: 0 };
  const closed = { task_id: "t1", completed_at: "2025-01-01 10:00" };
  const { mapped, exported, context } = await imported({
    tasks,
    task_instances: instancesCsv([
      { ...closed, predicted: { ...predicted, expected_aversion: 9 }, actual: done },
      { ...closed, predicted, actual: { ...done, completion_sliders_adjusted_count: 2 } },
      { ...closed, predicted: { expected_relief: 130 }, actual: { actual_relief: -4 } },
    ]),
  });
  const provenance = mapped.instances.map(({ row }): unknown => JSON.parse(row.provenance));
  expect(provenance[0]).toMatchObject({
    "forecast.relief": "imported",
    "outcome.relief": "defaulted",
    "outcome.physical": "defaulted",
    "outcome.aversion": "defaulted",
  });
  expect(mapped.instances[0]?.row).toMatchObject({ outcomeRelief: 40, outcomeAversion: null });
  expect(mapped.instances[0]?.row.extra).toContain('"defaulted":{"outcome.aversion":9}');
  expect(provenance[1]).toMatchObject({ "outcome.relief": "imported" });
  expect(mapped.instances[2]?.row).toMatchObject({ forecastRelief: 100, outcomeRelief: 0 });
  expect(context.repairs.filter(({ code }) => code === "scale-range")).toHaveLength(2);
  expect(JSON.parse(exported.task_instances[2]?.actual ?? "")).toMatchObject({ actual_relief: -4 });
});

test("two ends of a pair become one value and come back as two; bare names count 50", async () => {
  const predicted = { emotion_values: { Calm: 40, Anxious: 60, Wonder: 20 } };
  const { mapped, exported } = await imported({
    tasks,
    task_instances: instancesCsv([
      { task_id: "t1", predicted },
      { task_id: "t1", predicted: { emotions: ["Sad"] } },
    ]),
  });
  const [wonder] = mapped.emotions;
  expect(mapped.emotions.map(({ row }) => [row.positive, row.kind])).toEqual([["Wonder", "custom"]]);
  expect(JSON.parse(mapped.instances[0]?.row.emotionsBefore ?? "")).toEqual({
    "calm-anxious": -20,
    [wonder?.row.id ?? ""]: 20,
  });
  expect(mapped.instances[1]?.row.emotionsBefore).toBe('{"happy-sad":-50}');
  expect(JSON.parse(mapped.instances[1]?.row.provenance ?? "")).toEqual({
    "forecast.emotions": "defaulted",
    "forecast.emotions.happy-sad": "defaulted",
  });
  expect(exported.task_instances.map((row): unknown => JSON.parse(row.predicted ?? ""))).toEqual([
    predicted,
    { emotions: ["Sad"] },
  ]);
});

test("what was made here is exported under an id of the predecessor's kind that leads back to it", async () => {
  const { mapped } = await imported({ tasks });
  const here = mapped.tasks.map((task) => ({
    ...task,
    row: { ...task.row, sourceId: null, source: null, importedAt: null, extra: "{}" },
  }));
  const exported = exportRows({ ...mapped, tasks: here });
  const id = exported.tasks[0]?.task_id ?? "";
  expect(id).toMatch(/^t1760\d{9}x[0-9a-f]{20}$/);
  expect(idOfExportId(id)).toBe(here[0]?.row.id);
});

test("a second import gives the same rows the same ids and makes no emotion twice", async () => {
  const files = {
    tasks,
    emotions: "emotion\nCalm\nAnger\n",
    task_instances: instancesCsv([{ task_id: "t1" }]),
  };
  const first = await imported(files);
  const known = (rows: readonly { sourceId: string; row: { id: string } }[]) =>
    new Map(rows.map(({ sourceId, row }) => [sourceId, { id: row.id, name: "" }]));
  const emotions = [...first.context.emotions.emotions.values()];
  const second = await imported(files, {
    emotions,
    known: {
      tasks: known(first.mapped.tasks),
      task_instances: known(first.mapped.instances),
      emotions: known(first.mapped.emotions),
    },
    newId: () => "another",
  });
  expect(second.mapped.tasks[0]?.row.id).toBe(first.mapped.tasks[0]?.row.id);
  expect(second.mapped.instances[0]?.row.id).toBe(first.mapped.instances[0]?.row.id);
  expect(second.mapped.emotions).toEqual([]);
  expect(second.mapped.emotionsPresent).toBe(1);
  expect(first.exported.emotions.map(({ emotion }) => emotion)).toEqual(["Anger", "Calm"]);
});

test("clocks that were put forward or back are told, and their times come back as the same instants", async () => {
  const { mapped, exported, context } = await imported(
    {
      tasks,
      task_instances: instancesCsv([
        { task_id: "t1", created_at: "2025-03-30 02:30", due_at: "2025-04-01" },
        { task_id: "t1", created_at: "2025-10-26 02:30:15" },
      ]),
    },
    { timeZone: "Europe/Berlin" },
  );
  expect(context.repairs.map(({ code }) => code)).toEqual(["nonexistent-time", "ambiguous-time"]);
  expect(mapped.instances.map(({ row }) => new Date(row.createdAt).toISOString())).toEqual([
    "2025-03-30T01:30:00.000Z",
    "2025-10-26T00:30:15.000Z",
  ]);
  expect(exported.task_instances.map(({ created_at }) => created_at)).toEqual([
    "2025-03-30 03:30",
    "2025-10-26 02:30:15",
  ]);
  expect(exported.task_instances[0]?.due_at).toBe("2025-04-01");
});
