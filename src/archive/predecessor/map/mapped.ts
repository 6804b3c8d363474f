import type {
  AreaTable,
  EmotionTable,
  ImportedRowTable,
  InstanceEventTable,
  InstanceTable,
  NoteTable,
  SurveyResponseTable,
  TaskAreaTable,
  TaskTable,
  WorkIntervalTable,
} from "#storage/schema.ts";
import type { SourceTableName } from "../read/source-tables.ts";

/** Why a row of ours is not literally what the source said. What it said is in `extra`, and an export gives it back. */
export type MapRepairCode =
  | "scale-range"
  | "scale-converted"
  | "placeholder-task"
  | "closing-time"
  | "created-time"
  | "start-after-end"
  | "nonexistent-time"
  | "ambiguous-time"
  | "no-name"
  | "deleted-at-source"
  | "unknown-reference";

export interface MapRepair {
  readonly code: MapRepairCode;
  readonly table: SourceTableName;
  readonly sourceId: string;
  /** The column or reading it is about, as ours or theirs calls it. */
  readonly field: string | null;
}

/** A row of ours made of one of theirs. */
export interface Mapped<Row> {
  readonly sourceId: string;
  readonly row: Row;
}

/** An instance with the one event its log begins with; replaying that gives exactly the row. */
export interface MappedInstance extends Mapped<InstanceTable> {
  readonly event: InstanceEventTable;
  readonly intervals: readonly WorkIntervalTable[];
}

/** What instances point at. */
export interface MappedFirst {
  readonly areas: readonly Mapped<AreaTable>[];
  /** With the placeholders for tasks that only instances know. */
  readonly tasks: readonly Mapped<TaskTable>[];
  /** `sourceId` is `job/task`. */
  readonly taskAreas: readonly Mapped<TaskAreaTable>[];
}

/** What is known only after the last instance, and what nothing points at. */
export interface MappedRest {
  /** Only those to be made; the vocabulary's words that an earlier import brought are counted. */
  readonly emotions: readonly Mapped<EmotionTable>[];
  readonly emotionsPresent: number;
  readonly notes: readonly Mapped<NoteTable>[];
  readonly surveyResponses: readonly Mapped<SurveyResponseTable>[];
  readonly importedRows: readonly Mapped<ImportedRowTable>[];
  readonly repairs: readonly MapRepair[];
}

/** Everything of one source as rows of ours. */
export interface MappedSource extends MappedFirst, MappedRest {
  readonly instances: readonly MappedInstance[];
}
