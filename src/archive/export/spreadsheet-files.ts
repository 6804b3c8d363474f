import type { Emotion } from "#domain/emotion/emotion-pair.ts";
import type { Owner, Tx } from "#storage/database.ts";
import { listEveryEmotion } from "#storage/every-emotion.ts";
import {
  exportPages,
  findPersonZone,
  listExportedTaskAreas,
  listImportedRows,
  listIntervalsOf,
} from "#storage/export-rows.ts";
import { SourceClock } from "../predecessor/read/source-instant.ts";
import { spreadsheetCsv } from "./csv-text.ts";
import type { ExportFile } from "./export-file.ts";
import { type Column, instanceColumns } from "./spreadsheet-columns.ts";

/** So that spreadsheet programs read the letters as they are. */
const byteOrderMark = "\uFEFF";

/** Files for people: readable columns, times on the person's own clock, nothing a spreadsheet would calculate. */
export async function spreadsheetFiles(tx: Tx, owner: Owner): Promise<ExportFile[]> {
  const clock = new SourceClock((await findPersonZone(tx, owner)) ?? "UTC");
  const time = (instant: number | null) => (instant === null ? "" : clock.format(instant, "minute"));
  const emotions = await listEveryEmotion(tx, owner);
  const areas = new Map<string, string>();
  for await (const page of exportPages(tx, owner, "area"))
    for (const { id, name } of page) areas.set(id, name);
  const areasOf = Map.groupBy(await listExportedTaskAreas(tx, owner), ({ taskId }) => taskId);
  const tasks = new Map<string, string>();
  for await (const page of exportPages(tx, owner, "task"))
    for (const { id, name } of page) tasks.set(id, name);

  return [
    file("tasks.csv", () => exportPages(tx, owner, "task"), [
      ["Task", ({ name }) => name],
      ["Type", ({ taskType }) => taskType],
      ["Areas", ({ id }) => (areasOf.get(id) ?? []).map(({ areaId }) => areas.get(areaId)).join(", ")],
      ["Description", ({ description }) => description],
      ["Notes", ({ notes }) => notes],
      ["Categories", ({ categories }) => listText(categories)],
      ["Estimate (minutes)", ({ estimateMinutes }) => estimateMinutes],
      ["Place", ({ place }) => place],
      ["Recurrence", ({ recurrence }) => recurrence],
      ["Made", ({ createdAt }) => time(createdAt)],
      ["Last used", ({ lastUsedAt }) => time(lastUsedAt)],
      ["Retired", ({ retiredAt }) => time(retiredAt)],
      ["Id", ({ id }) => id],
    ]),
    file("instances.csv", () => exportPages(tx, owner, "instance"), instanceColumns(tasks, emotions, time)),
    file("work-intervals.csv", () => intervals(tx, owner), [
      ["Instance id", ({ instanceId }) => instanceId],
      ["From", ({ startedAt }) => time(startedAt)],
      ["To", ({ endedAt }) => time(endedAt)],
    ]),
    file("areas.csv", () => exportPages(tx, owner, "area"), [
      ["Area", ({ name }) => name],
      ["Type", ({ taskType }) => taskType],
      ["Description", ({ description }) => description],
      ["Made", ({ createdAt }) => time(createdAt)],
    ]),
    file("emotions.csv", () => exportPages(tx, owner, "emotion"), [
      ["Emotion", (emotion) => emotionName(emotion)],
      ["Kind", ({ kind }) => (kind === "pair" ? "pair (-100 to 100)" : "own (0 to 100)")],
    ]),
    file("notes.csv", () => exportPages(tx, owner, "note"), [
      ["Written", ({ writtenAt }) => time(writtenAt)],
      ["Note", ({ body }) => body],
    ]),
    file("surveys.csv", () => exportPages(tx, owner, "surveyResponse"), [
      ["Answered", ({ answeredAt }) => time(answeredAt)],
      ["Survey", ({ category }) => category],
      ["Question", ({ questionId }) => questionId],
      ["Answer", ({ value }) => value],
      ["Text", ({ text }) => text],
    ]),
    file("other-imported-rows.csv", () => once(listImportedRows(tx, owner)), [
      ["File", ({ file: name }) => name],
      ["Id there", ({ sourceId }) => sourceId],
      ["Content", ({ content }) => content],
    ]),
  ];
}

/** Both ends of a pair, or the one name. */
function emotionName({ positive, negative }: Pick<Emotion, "positive" | "negative">): string {
  return negative === null ? positive : `${positive} / ${negative}`;
}

function file<Row>(
  name: string,
  pages: () => AsyncIterable<Row[]>,
  columns: readonly Column<Row>[],
): ExportFile {
  return {
    name,
    async *text() {
      yield byteOrderMark + spreadsheetCsv([columns.map(([title]) => title)]);
      for await (const page of pages()) {
        yield spreadsheetCsv(page.map((row) => columns.map(([, cell]) => cell(row))));
      }
    },
  };
}

async function* intervals(tx: Tx, owner: Owner) {
  for await (const page of exportPages(tx, owner, "instance")) {
    yield await listIntervalsOf(
      tx,
      owner,
      page.map(({ id }) => id),
    );
  }
}

async function* once<Row>(rows: Promise<Row[]>) {
  yield await rows;
}

function listText(json: string): string {
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? list.join(", ") : "";
}
