import type { ImportState } from "#storage/import-state.ts";
import type { ImportedKey, ImportedTable } from "#storage/imported-keys.ts";
import type { RowsToImport } from "#storage/imported-rows.ts";
import { MapContext } from "../predecessor/map/map-context.ts";
import { mapSource } from "../predecessor/map/map-source.ts";
import type { MappedSource } from "../predecessor/map/mapped.ts";
import { proposeScale, type ScaleProposal } from "../predecessor/map/scale-proposal.ts";
import type { PredecessorSource } from "../predecessor/read/source-rows.ts";
import type { SourceTableName } from "../predecessor/read/source-tables.ts";
import { knownRows } from "./known-rows.ts";
import { hasKey, type Sorted, sortOut } from "./sort-out.ts";
import { type ReportTable, tableOfSource } from "./table-names.ts";

export interface PlanInput {
  readonly owner: string;
  readonly importId: string;
  readonly now: number;
  readonly newId: () => string;
  readonly timeZone: string;
  readonly convertScale: boolean;
}

export interface TableCount {
  readonly new: number;
  readonly present: number;
}

/** What an import would write, and what it found. */
export interface ImportPlan {
  readonly rows: RowsToImport;
  /** Tasks that are here already and were used at that time by an instance that is new. */
  readonly taskUses: ReadonlyMap<string, number>;
  readonly counts: Readonly<Record<ReportTable, TableCount>>;
  /** Ids of the source that are here already, by where they are. */
  readonly present: Readonly<Record<ReportTable, ReadonlySet<string>>>;
  /** Rows of the source that were changed or deleted here since. */
  readonly changed: readonly { readonly table: ImportedTable; readonly key: ImportedKey }[];
  readonly mapped: MappedSource;
  readonly proposals: readonly ScaleProposal[];
}

/** The name a source's rows carry in `source`. */
export const predecessor = "predecessor";

/** Compares a source with what the person has already. Pure but for `newId`. */
export function planImport(source: PredecessorSource, state: ImportState, input: PlanInput): ImportPlan {
  const { owner, importId, now, newId, timeZone } = input;
  const context = (convert: readonly ScaleProposal[]) =>
    new MapContext({
      userId: owner,
      importId,
      importedAt: now,
      timeZone,
      newId,
      emotions: state.emotions,
      known: knownRows(state),
      convert,
    });
  const { clock } = context([]);
  const proposals = proposeScale(source.rows.task_instances, ({ createdAt }) =>
    createdAt === null ? null : clock.toInstant(createdAt).instant,
  );
  const mapped = mapSource(source.rows, context(input.convertScale ? proposals : []));
  const sorted = sortOut(mapped, state);
  return {
    rows: {
      emotion: sorted.emotion.fresh.map((row, index) => ({
        ...row,
        position: state.emotions.length + index,
      })),
      area: sorted.area.fresh,
      task: sorted.task.fresh,
      taskArea: sorted.taskArea.fresh,
      instance: sorted.instance.fresh.map(({ row }) => row),
      instanceEvent: sorted.instance.fresh.map(({ event }) => event),
      workInterval: sorted.instance.fresh.flatMap(({ intervals }) => intervals),
      note: sorted.note.fresh,
      surveyResponse: sorted.surveyResponse.fresh,
      importedRow: sorted.importedRow.fresh,
    },
    taskUses: usesOfKnownTasks(mapped, sorted),
    counts: {
      task: countOf(sorted.task),
      instance: countOf(sorted.instance),
      area: countOf(sorted.area),
      task_area: countOf(sorted.taskArea),
      emotion: {
        new: sorted.emotion.fresh.length,
        present: sorted.emotion.present.size + mapped.emotionsPresent,
      },
      note: countOf(sorted.note),
      survey_response: countOf(sorted.surveyResponse),
      imported_row: countOf(sorted.importedRow),
    },
    present: {
      task: sorted.task.present,
      instance: sorted.instance.present,
      area: sorted.area.present,
      task_area: sorted.taskArea.present,
      emotion: sorted.emotion.present,
      note: sorted.note.present,
      survey_response: sorted.surveyResponse.present,
      imported_row: sorted.importedRow.present,
    },
    changed: changedRows(state, sorted),
    mapped,
    proposals,
  };
}

function countOf<Row>({ fresh, present }: Sorted<Row>): TableCount {
  return { new: fresh.length, present: present.size };
}

function usesOfKnownTasks(mapped: MappedSource, sorted: ReturnType<typeof sortOut>): Map<string, number> {
  const known = new Map(
    mapped.tasks.filter(hasKey(sorted.task.present)).map(({ row }) => [row.id, row.lastUsedAt]),
  );
  const uses = new Map<string, number>();
  for (const { row } of sorted.instance.fresh) {
    const at = known.get(row.taskId);
    if (at !== undefined) uses.set(row.taskId, at);
  }
  return uses;
}

/** Of what the source has, and only of that. */
function changedRows(state: ImportState, sorted: ReturnType<typeof sortOut>): ImportPlan["changed"] {
  const tables = ["task", "instance", "area", "note", "surveyResponse"] as const;
  return tables.flatMap((table) =>
    state.keys[table]
      .filter((key) => key.changed && !key.madeHere && sorted[table].present.has(key.sourceId))
      .map((key) => ({ table, key })),
  );
}

/** Where a source's row is counted, for repairs. */
export function isPresent(plan: ImportPlan, table: SourceTableName, sourceId: string | null): boolean {
  return sourceId !== null && plan.present[tableOfSource[table]].has(sourceId);
}
