import type { ImportState } from "#storage/import-state.ts";
import type { ImportedKey, ImportedTable } from "#storage/imported-keys.ts";
import type { RowsToImport } from "#storage/imported-rows.ts";
import { MapContext } from "../predecessor/map/map-context.ts";
import { startMapping } from "../predecessor/map/map-source.ts";
import type { MappedInstance, MapRepair } from "../predecessor/map/mapped.ts";
import type { ScaleProposal } from "../predecessor/map/scale-proposal.ts";
import type { PredecessorSource } from "../predecessor/read/source-rows.ts";
import type { SourceTableName } from "../predecessor/read/source-tables.ts";
import { knownRows } from "./known-rows.ts";
import { keysOf, type Sorted, sortFirst, sortRest } from "./sort-out.ts";
import { type ReportTable, tableOfSource } from "./table-names.ts";

export interface PlanInput {
  readonly owner: string;
  readonly importId: string;
  readonly now: number;
  readonly newId: () => string;
  readonly timeZone: string;
  /** The conversions to carry out; empty: none. */
  readonly convert: readonly ScaleProposal[];
}

export interface TableCount {
  readonly new: number;
  readonly present: number;
}

/** An import being worked out; what to write comes in the order in which it can be inserted. */
export interface ImportDraft {
  readonly first: Pick<RowsToImport, "area" | "task" | "taskArea">;
  /** Those that are new; to be read to its end, once. */
  readonly instances: () => Generator<MappedInstance>;
  /** After the last instance. */
  readonly finish: () => ImportPlan;
}

/** What is left to write after the instances, and everything that was found. */
export interface ImportPlan {
  readonly rows: Pick<RowsToImport, "emotion" | "note" | "surveyResponse" | "importedRow">;
  /** Tasks that are here already and were used at that time by an instance that is new. */
  readonly taskUses: ReadonlyMap<string, number>;
  readonly counts: Readonly<Record<ReportTable, TableCount>>;
  /** Ids of the source that are here already, by where they are. */
  readonly present: Readonly<Record<ReportTable, ReadonlySet<string>>>;
  /** Rows of the source that were changed or deleted here since. */
  readonly changed: readonly { readonly table: ImportedTable; readonly key: ImportedKey }[];
  /** Where the source's instances stand, new or not. */
  readonly states: { readonly completed: number; readonly cancelled: number; readonly open: number };
  readonly repairs: readonly MapRepair[];
}

/** The name a source's rows carry in `source`. */
export const predecessor = "predecessor";

/** Compares a source with what the person has already. Pure but for `newId`. */
export function planImport(source: PredecessorSource, state: ImportState, input: PlanInput): ImportDraft {
  const { owner, importId, now, newId, timeZone, convert } = input;
  const mapping = startMapping(
    source.rows,
    new MapContext({
      userId: owner,
      importId,
      importedAt: now,
      timeZone,
      newId,
      emotions: state.emotions,
      known: knownRows(state),
      convert,
    }),
  );
  const first = sortFirst(mapping.first, state);
  const lastUses = new Map(
    mapping.first.tasks
      .filter(({ sourceId }) => first.task.present.has(sourceId))
      .map(({ row }) => [row.id, row.lastUsedAt]),
  );
  const taskUses = new Map<string, number>();
  const states = { completed: 0, cancelled: 0, open: 0 };
  const present = new Set<string>();
  let fresh = 0;
  function* instances() {
    const known = keysOf(state, "instance");
    for (const instance of mapping.instances()) {
      const { row, sourceId } = instance;
      if (row.state === "completed" || row.state === "cancelled") states[row.state] += 1;
      else states.open += 1;
      if (known.has(sourceId)) {
        present.add(sourceId);
        continue;
      }
      fresh += 1;
      const usedAt = lastUses.get(row.taskId);
      if (usedAt !== undefined) taskUses.set(row.taskId, usedAt);
      yield instance;
    }
  }
  function finish(): ImportPlan {
    const mapped = mapping.rest();
    const rest = sortRest(mapped, state);
    const found = {
      task: first.task.present,
      instance: present,
      area: first.area.present,
      note: rest.note.present,
      surveyResponse: rest.surveyResponse.present,
    };
    return {
      rows: {
        emotion: rest.emotion.fresh.map((row, index) => ({
          ...row,
          position: state.emotions.length + index,
        })),
        note: rest.note.fresh,
        surveyResponse: rest.surveyResponse.fresh,
        importedRow: rest.importedRow.fresh,
      },
      taskUses,
      counts: {
        task: countOf(first.task),
        instance: { new: fresh, present: present.size },
        area: countOf(first.area),
        task_area: countOf(first.taskArea),
        emotion: {
          new: rest.emotion.fresh.length,
          present: rest.emotion.present.size + mapped.emotionsPresent,
        },
        note: countOf(rest.note),
        survey_response: countOf(rest.surveyResponse),
        imported_row: countOf(rest.importedRow),
      },
      present: {
        task: first.task.present,
        instance: present,
        area: first.area.present,
        task_area: first.taskArea.present,
        emotion: rest.emotion.present,
        note: rest.note.present,
        survey_response: rest.surveyResponse.present,
        imported_row: rest.importedRow.present,
      },
      changed: changedRows(state, found),
      states,
      repairs: mapped.repairs,
    };
  }
  return {
    first: { area: first.area.fresh, task: first.task.fresh, taskArea: first.taskArea.fresh },
    instances,
    finish,
  };
}

function countOf<Row>({ fresh, present }: Sorted<Row>): TableCount {
  return { new: fresh.length, present: present.size };
}

const changeable = ["task", "instance", "area", "note", "surveyResponse"] as const;

/** Of what the source has, and only of that. */
function changedRows(
  state: ImportState,
  found: Readonly<Record<(typeof changeable)[number], ReadonlySet<string>>>,
): ImportPlan["changed"] {
  return changeable.flatMap((table) =>
    state.keys[table]
      .filter((key) => key.changed && !key.madeHere && found[table].has(key.sourceId))
      .map((key) => ({ table, key })),
  );
}

/** Where a source's row is counted, for repairs. */
export function isPresent(plan: ImportPlan, table: SourceTableName, sourceId: string | null): boolean {
  return sourceId !== null && plan.present[tableOfSource[table]].has(sourceId);
}
