import type { Owner, Tx } from "#storage/database.ts";
import {
  exportPages,
  findExportZone,
  listExportedTaskAreas,
  listImportedRows,
  listIntervalsOf,
  listReasons,
  type LoggedReason,
} from "#storage/export-rows.ts";
import type { AreaTable, InstanceTable, TaskTable } from "#storage/schema.ts";
import { areaExportId, unmapArea, unmapTaskArea } from "../predecessor/map/area-mapping.ts";
import { exportHeader } from "../predecessor/map/columns.ts";
import { unmapEmotion } from "../predecessor/map/emotion-mapping.ts";
import { unmapImportedRow } from "../predecessor/map/imported-row-mapping.ts";
import type { InstanceParts } from "../predecessor/map/instance-view.ts";
import { unmapNote } from "../predecessor/map/note-mapping.ts";
import { unmapSurveyResponse } from "../predecessor/map/survey-mapping.ts";
import { taskExportId, unmapTask } from "../predecessor/map/task-mapping.ts";
import { type ExportCells, type UnmapContext, unmapContext } from "../predecessor/map/unmap-context.ts";
import { unmapInstance } from "../predecessor/map/unmap-instance.ts";
import { type SourceTableName, sourceTableNames } from "../predecessor/read/source-tables.ts";
import { plainCsv } from "./csv-text.ts";
import type { ExportFile } from "./export-file.ts";
import { listEveryEmotion } from "#storage/every-emotion.ts";

type Cells = AsyncIterable<ExportCells[]>;

/** The ten files of the predecessor's own export, written from what is here now. */
export async function predecessorFiles(tx: Tx, owner: Owner): Promise<ExportFile[]> {
  const writer = await PredecessorWriter.begin(tx, owner);
  return sourceTableNames.map((table) => ({
    name: `${table}.csv`,
    async *text() {
      // Twice through the rows: unknown columns of any of them belong into the header.
      const header = await headerOf(table, writer.rows(table));
      yield plainCsv([header]);
      for await (const page of writer.rows(table)) {
        yield plainCsv(page.map((cells) => header.map((column) => cells[column] ?? "")));
      }
    },
  }));
}

async function headerOf(table: SourceTableName, pages: Cells): Promise<string[]> {
  const columns = new Set<string>();
  for await (const page of pages) {
    for (const cells of page) for (const column of Object.keys(cells)) columns.add(column);
  }
  return exportHeader(table, [Object.fromEntries([...columns].map((column) => [column, ""]))]);
}

type KeptRow = Awaited<ReturnType<typeof listImportedRows>>[number];

class PredecessorWriter {
  readonly #tx: Tx;
  readonly #owner: Owner;
  readonly #context: UnmapContext;
  readonly #kept: readonly KeptRow[];
  readonly #tasks: ReadonlyMap<string, Pick<TaskTable, "id" | "sourceId" | "name">>;

  static async begin(tx: Tx, owner: Owner): Promise<PredecessorWriter> {
    const kept = await listImportedRows(tx, owner);
    const context = unmapContext({
      timeZone: (await findExportZone(tx, owner)) ?? "UTC",
      userId: kept.find(({ file }) => file === "user_preferences")?.sourceId || "1",
      emotions: await listEveryEmotion(tx, owner),
    });
    const tasks = new Map<string, Pick<TaskTable, "id" | "sourceId" | "name">>();
    for await (const page of exportPages(tx, owner, "task")) {
      for (const { id, sourceId, name } of page) tasks.set(id, { id, sourceId, name });
    }
    return new PredecessorWriter(tx, owner, context, kept, tasks);
  }

  private constructor(
    tx: Tx,
    owner: Owner,
    context: UnmapContext,
    kept: readonly KeptRow[],
    tasks: ReadonlyMap<string, Pick<TaskTable, "id" | "sourceId" | "name">>,
  ) {
    this.#tx = tx;
    this.#owner = owner;
    this.#context = context;
    this.#kept = kept;
    this.#tasks = tasks;
  }

  /** The rows of one file in pages: those in tables of ours, and in between, where they came, those kept as they were. */
  async *rows(table: SourceTableName): Cells {
    const kept = this.#kept.flatMap((row) => {
      const cells = row.file === table ? unmapImportedRow(row)?.cells : undefined;
      return cells === undefined ? [] : [{ cells, position: row.position }];
    });
    let line = 0;
    let next = 0;
    for await (const page of this.#own(table)) {
      const merged: ExportCells[] = [];
      for (const cells of page) {
        for (; (kept[next]?.position ?? Number.POSITIVE_INFINITY) <= line + 1; next += 1, line += 1) {
          merged.push(kept[next]?.cells ?? {});
        }
        merged.push(cells);
        line += 1;
      }
      yield merged;
    }
    yield kept.slice(next).map(({ cells }) => cells);
  }

  #own(table: SourceTableName): Cells {
    const context = this.#context;
    const [tx, owner] = [this.#tx, this.#owner];
    switch (table) {
      case "tasks":
        return mapPages(exportPages(tx, owner, "task"), (row) => unmapTask(row, context));
      case "task_instances":
        return this.#instances();
      case "emotions":
        return this.#emotions();
      case "jobs":
        return mapPages(exportPages(tx, owner, "area"), (row) => unmapArea(row, context));
      case "job_task_mapping":
        return this.#taskAreas();
      case "notes":
        return mapPages(exportPages(tx, owner, "note"), (row) => unmapNote(row, context));
      case "survey_responses":
        return mapPages(exportPages(tx, owner, "surveyResponse"), (row) => unmapSurveyResponse(row, context));
      case "popup_triggers":
      case "popup_responses":
      case "user_preferences":
        return nothing();
    }
  }

  /** Without those that a row that was kept speaks for: a word of the source that was an emotion of ours already. */
  #emotions(): Cells {
    const nameOf = ({ emotion = "" }: ExportCells) => emotion.trim().toLowerCase();
    const kept = this.#kept.filter(({ file }) => file === "emotions").map(unmapImportedRow);
    const spokenFor = new Set(kept.flatMap((row) => (row === null ? [] : [nameOf(row.cells)])));
    return mapPages(exportPages(this.#tx, this.#owner, "emotion"), (row) => {
      const cells = unmapEmotion(row, this.#context);
      return cells === null || spokenFor.has(nameOf(cells)) ? null : cells;
    });
  }

  async *#instances(): Cells {
    for await (const page of exportPages(this.#tx, this.#owner, "instance")) {
      const ids = page.map(({ id }) => id);
      const intervals = Map.groupBy(
        await listIntervalsOf(this.#tx, this.#owner, ids),
        ({ instanceId }) => instanceId,
      );
      const reasons = Map.groupBy(
        await listReasons(this.#tx, this.#owner, ids),
        ({ instanceId }) => instanceId,
      );
      yield page.map((row) =>
        unmapInstance(
          this.#parts(row, intervals.get(row.id) ?? [], reasons.get(row.id) ?? []),
          this.#context,
        ),
      );
    }
  }

  #parts(
    row: InstanceTable,
    intervals: InstanceParts["intervals"],
    reasons: readonly LoggedReason[],
  ): InstanceParts {
    const task = this.#tasks.get(row.taskId);
    if (task === undefined) throw new Error("An instance has no task.");
    return {
      row,
      task: { sourceId: taskExportId(task), name: task.name },
      intervals,
      postponements: reasons
        .filter(({ type }) => type === "postponed")
        .map(({ at, payload }) => ({ at, reason: reasonOf(payload) ?? "" })),
      pauseReason: reasonOf(reasons.findLast(({ type }) => type === "paused")?.payload) ?? null,
    };
  }

  async *#taskAreas(): Cells {
    const areas = new Map<string, Pick<AreaTable, "id" | "sourceId">>();
    for await (const page of exportPages(this.#tx, this.#owner, "area")) {
      for (const { id, sourceId } of page) areas.set(id, { id, sourceId });
    }
    const kept = this.#kept.filter(({ file }) => file === "job_task_mapping");
    const keptAt = new Map(kept.map(({ sourceId }, at) => [sourceId, at]));
    const links = (await listExportedTaskAreas(this.#tx, this.#owner)).flatMap((link) => {
      const area = areas.get(link.areaId);
      const task = this.#tasks.get(link.taskId);
      if (area === undefined || task === undefined) return [];
      // In the order in which they came, as far as that was kept.
      const at = keptAt.get(`${areaExportId(area)}/${taskExportId(task)}`) ?? kept.length;
      return [{ link, area, task, at }];
    });
    yield links
      .sort((one, other) => one.at - other.at)
      .map(({ link, area, task, at }) => unmapTaskArea(link, area, task, kept[at], this.#context));
  }
}

function reasonOf(payload: string | undefined): string | undefined {
  const content: unknown = JSON.parse(payload ?? "{}");
  const reason =
    typeof content === "object" && content !== null && "reason" in content ? content.reason : undefined;
  return typeof reason === "string" ? reason : undefined;
}

async function* mapPages<Row>(
  pages: AsyncIterable<Row[]>,
  unmap: (row: Row) => ExportCells | null,
): AsyncGenerator<ExportCells[]> {
  for await (const page of pages) {
    yield page.flatMap((row) => {
      const cells = unmap(row);
      return cells === null ? [] : [cells];
    });
  }
}

async function* nothing(): Cells {}
