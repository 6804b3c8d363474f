import { readCsvTable } from "./csv-table.ts";
import { readDatabaseBytes, readDatabaseFile } from "./database-tables.ts";
import { gatherFromPath, gatherFromUploads, type GatheredFiles, type SourceUpload } from "./gather-files.ts";
import { readInstance } from "./instance-row.ts";
import {
  readEmotion,
  readJob,
  readJobTask,
  readNote,
  readPopupResponse,
  readPopupTrigger,
  readPreferences,
  readSurveyResponse,
} from "./other-rows.ts";
import { ReportCollector } from "./report-collector.ts";
import { SourceError } from "./source-error.ts";
import { type SourceLimits, sourceLimits } from "./source-limits.ts";
import type { PredecessorSource, SourceForm, SourceRow, SourceRows, SourceUser } from "./source-rows.ts";
import { type SourceTableName, sourceTableNames } from "./source-tables.ts";
import type { RawRow, TableReader } from "./table-reader.ts";
import { readTask } from "./task-row.ts";

type Tables = Map<SourceTableName, TableReader>;

/**
 * Reads everything the predecessor left: its export ZIP, a folder of CSV files, CSV mode's files, its database, or one CSV.
 * Nothing is written anywhere and all of it is held in memory.
 * @throws SourceError with one sentence if it cannot be read.
 */
export async function openSource(
  input: string | readonly SourceUpload[],
  limits: SourceLimits = sourceLimits,
): Promise<PredecessorSource> {
  const report = new ReportCollector();
  const files =
    typeof input === "string" ? await gatherFromPath(input, limits) : await gatherFromUploads(input, limits);
  for (const name of files.unknown) report.notice("unknown-file", null, name);
  const tables = await readTables(files, report, limits);
  if (![...tables.values()].some((table) => table.recognised)) {
    throw new SourceError(
      "not-recognized",
      "None of these files has the columns the predecessor writes, so nothing was read.",
    );
  }
  const rows = typedRows(tables, report);
  const users = usersOf(rows);
  if (users.length > 1) for (const user of users) report.notice("several-users", null, user.id);
  return {
    form: formOf(files, tables),
    tables: sourceTableNames.filter((name) => tables.has(name)),
    rows,
    columns: Object.fromEntries(
      [...tables].map(([name, table]) => [name, table.columns.filter((c) => c !== "")]),
    ),
    unknownColumns: Object.fromEntries(
      [...tables]
        .filter(([, table]) => table.unknownColumns.length > 0)
        .map(([name, table]) => [name, table.unknownColumns]),
    ),
    users,
    timezone: onlyZone(rows),
    ...report.report(),
  };
}

async function readTables(
  files: GatheredFiles,
  report: ReportCollector,
  limits: SourceLimits,
): Promise<Tables> {
  const tables: Tables = new Map();
  let left = limits.maxRows;
  for (const table of await databaseTables(files, report, left)) {
    tables.set(table.table, table);
    left -= table.rows.length;
  }
  for (const [name, file] of files.csv) {
    // The predecessor keeps preferences and survey answers in files even beside its database: they fill what that lacks.
    if ((tables.get(name)?.rows.length ?? 0) > 0) {
      report.notice("superseded-file", name, file.path);
      continue;
    }
    const table = await readCsvTable(file, name, report, left);
    tables.set(name, table);
    left -= table.rows.length;
  }
  return tables;
}

async function databaseTables(
  files: GatheredFiles,
  report: ReportCollector,
  maxRows: number,
): Promise<TableReader[]> {
  if (files.database === null) return [];
  if ("path" in files.database) return readDatabaseFile(files.database.path, report, maxRows);
  return readDatabaseBytes(files.database.bytes, files.database.log, report, maxRows);
}

function typedRows(tables: Tables, report: ReportCollector): SourceRows {
  const all = <T>(name: SourceTableName, read: (row: RawRow, report: ReportCollector) => T): T[] =>
    (tables.get(name)?.rows ?? []).map((row) => read(row, report));
  return {
    tasks: all("tasks", readTask),
    task_instances: all("task_instances", readInstance),
    emotions: all("emotions", readEmotion),
    jobs: all("jobs", readJob),
    job_task_mapping: all("job_task_mapping", readJobTask),
    notes: all("notes", readNote),
    survey_responses: all("survey_responses", readSurveyResponse),
    popup_triggers: all("popup_triggers", readPopupTrigger),
    popup_responses: all("popup_responses", readPopupResponse),
    user_preferences: all("user_preferences", readPreferences),
  };
}

function formOf(files: GatheredFiles, tables: Tables): SourceForm {
  if (files.database !== null) return "predecessor-database";
  if (files.container === "zip") return "predecessor-zip";
  const tasks = tables.get("tasks");
  const csvMode = tasks !== undefined && !tasks.columns.includes("user_id");
  return csvMode ? "predecessor-csv-mode" : "predecessor-folder";
}

function usersOf(rows: SourceRows): SourceUser[] {
  const counts = new Map<string, number>();
  for (const name of sourceTableNames) {
    // The rows' own types differ; here only what they share is read.
    for (const { userId } of rows[name] as readonly SourceRow[]) {
      // Floats appear where a spreadsheet library met an empty cell in the column: 1.0 is user 1.
      const id = userId?.replace(/\.0$/, "") ?? "";
      if (id !== "") counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return [...counts].map(([id, count]) => ({ id, rows: count }));
}

function onlyZone(rows: SourceRows): string | null {
  const zones = new Set(rows.user_preferences.map((row) => row.timezone).filter((zone) => zone !== null));
  const [zone = null] = zones;
  return zones.size === 1 ? zone : null;
}
