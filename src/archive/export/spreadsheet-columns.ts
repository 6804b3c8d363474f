import type { Emotion } from "#domain/emotion/emotion-pair.ts";
import type { InstanceTable } from "#storage/schema.ts";

/** A column's title and what stands in it. */
export type Column<Row> = readonly [title: string, cell: (row: Row) => string | number | null | undefined];

/** The columns of instances: what was expected and how it was stand side by side. */
export function instanceColumns(
  tasks: ReadonlyMap<string, string>,
  emotions: readonly Emotion[],
  time: (instant: number | null) => string,
): Column<InstanceTable>[] {
  return [
    ["Task", ({ taskId }) => tasks.get(taskId)],
    ["State", ({ state }) => state],
    ["Made", ({ createdAt }) => time(createdAt)],
    ["Forecast given", ({ initializedAt }) => time(initializedAt)],
    ["First started", ({ firstStartedAt }) => time(firstStartedAt)],
    ["Completed", ({ completedAt }) => time(completedAt)],
    ["Cancelled", ({ cancelledAt }) => time(cancelledAt)],
    ["Due", ({ dueAt }) => time(dueAt)],
    ["Postponed (times)", ({ postponedCount }) => postponedCount],
    ["Forecast: aversion", (row) => row.forecastAversion],
    ["Outcome: aversion", (row) => row.outcomeAversion],
    ["Forecast: relief", (row) => row.forecastRelief],
    ["Outcome: relief", (row) => row.outcomeRelief],
    ["Forecast: minutes", (row) => row.forecastMinutes],
    ["Outcome: minutes", (row) => row.outcomeMinutes],
    ["Done (percent)", (row) => row.outcomeCompletion],
    ["Forecast: mental energy", (row) => row.forecastMentalEnergy],
    ["Outcome: mental energy", (row) => row.outcomeMentalEnergy],
    ["Forecast: difficulty", (row) => row.forecastDifficulty],
    ["Outcome: difficulty", (row) => row.outcomeDifficulty],
    ["Forecast: emotional load", (row) => row.forecastEmotional],
    ["Outcome: emotional load", (row) => row.outcomeEmotional],
    ["Forecast: physical load", (row) => row.forecastPhysical],
    ["Outcome: physical load", (row) => row.outcomePhysical],
    ["Forecast: stress", (row) => row.forecastStress],
    ["Outcome: stress", (row) => row.outcomeStress],
    ["Motivation", (row) => row.motivation],
    ["Capacity before", (row) => row.capacityBefore],
    ["Capacity after", (row) => row.capacityAfter],
    ["Capacity change", (row) => row.capacityChange],
    ["Relief before", (row) => row.reliefBefore],
    ["Relief change", (row) => row.reliefChange],
    ["Minutes worked before this app", (row) => row.carriedMinutes],
    ["Done so far (percent)", (row) => row.progress],
    ["Description", (row) => row.description],
    ["Place", (row) => row.place],
    ["Note", (row) => row.note],
    ["Why cancelled", (row) => row.cancelCategory],
    ["Why cancelled, in words", (row) => row.cancelReason],
    ["Answers a form had pre-filled", ({ provenance }) => prefilled(provenance)],
    ...emotions.flatMap((emotion): Column<InstanceTable>[] => {
      const name = emotion.negative === null ? emotion.positive : `${emotion.positive} / ${emotion.negative}`;
      return [
        [`Before: ${name}`, (row) => valueOf(row.emotionsBefore, emotion.id)],
        [`After: ${name}`, (row) => valueOf(row.emotionsAfter, emotion.id)],
      ];
    }),
    ["Id", ({ id }) => id],
  ];
}

function prefilled(provenance: string): string {
  if (!provenance.includes("defaulted")) return "";
  return Object.entries(record(provenance))
    .filter(([, origin]) => origin === "defaulted")
    .map(([field]) => field)
    .join(", ");
}

function valueOf(json: string, emotionId: string): number | null {
  if (!json.includes(emotionId)) return null;
  const value = record(json)[emotionId];
  return typeof value === "number" ? value : null;
}

function record(json: string): Record<string, unknown> {
  const value: unknown = JSON.parse(json);
  return typeof value === "object" && value !== null ? { ...value } : {};
}
