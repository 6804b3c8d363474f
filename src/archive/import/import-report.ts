import type { ImportReport } from "#contract/import.ts";
import type { NamedRow } from "#storage/imported-keys.ts";
import { mixedScaleRows, type ScaleProposal } from "../predecessor/map/scale-proposal.ts";
import type { PredecessorSource } from "../predecessor/read/source-rows.ts";
import { type SourceTableName, sourceTableNames } from "../predecessor/read/source-tables.ts";
import type { ChosenZone } from "./choose-zone.ts";
import { type ImportPlan, isPresent } from "./import-plan.ts";
import { reportNames, type ReportTable, reportTables, tableOfSource } from "./table-names.ts";

/** How many rows that were changed here are listed by name; the notice `changed-here` counts all of them. */
const listedAtMost = 1_000;

export interface ReportInput {
  readonly importId: string | null;
  readonly dryRun: boolean;
  readonly zone: ChosenZone;
  readonly convertScale: boolean;
  readonly proposals: readonly ScaleProposal[];
  /** Names of the rows changed here since, by table. */
  readonly names: ReadonlyMap<string, readonly NamedRow[]>;
}

/** What an import would do or did, in numbers. Repairs of rows that are here already are not counted: nothing was done. */
export function importReport(source: PredecessorSource, plan: ImportPlan, input: ReportInput): ImportReport {
  const repairs = countRepairs(source, plan);
  const setAside = countSetAside(source);
  return {
    importId: input.importId,
    dryRun: input.dryRun,
    form: source.form,
    timezone: input.zone.timeZone,
    timezoneSource: input.zone.source,
    tables: Object.fromEntries(
      reportTables.map((table) => [
        table,
        {
          ...plan.counts[table],
          repaired: repairs.rows.get(table) ?? 0,
          setAside: sum(setAside.filter((entry) => entry.table === table)),
        },
      ]),
    ),
    instances: plan.states,
    repairs: repairs.codes,
    setAside,
    scale: {
      proposals: input.proposals.map(({ field, before, rows }) => ({
        field,
        before: new Date(before).toISOString(),
        rows,
      })),
      converted: input.convertScale && input.proposals.length > 0,
    },
    changedHere: plan.changed.slice(0, listedAtMost).map(({ table, key: { id } }) => ({
      table: reportNames[table],
      id,
      name: input.names.get(table)?.find((row) => row.id === id)?.name ?? "",
    })),
    notices: notices(source, plan, input),
  };
}

interface RepairCounts {
  /** Rows with at least one repair. */
  readonly rows: ReadonlyMap<ReportTable, number>;
  readonly codes: ImportReport["repairs"];
}

function countRepairs(source: PredecessorSource, plan: ImportPlan): RepairCounts {
  const rows = new Map<ReportTable, Set<string>>();
  const codes = new Map<string, ImportReport["repairs"][number]>();
  const count = (code: string, name: SourceTableName, row: string) => {
    const table = tableOfSource[name];
    rows.set(table, (rows.get(table) ?? new Set()).add(`${name}/${row}`));
    const entry = codes.get(`${table}/${code}`) ?? { table, code, count: 0 };
    codes.set(`${table}/${code}`, { ...entry, count: entry.count + 1 });
  };
  for (const { code, table, id, line } of source.repaired) {
    if (!isPresent(plan, table, id)) count(code, table, id ?? `line ${line}`);
  }
  for (const { code, table, sourceId } of plan.repairs) {
    if (!isPresent(plan, table, sourceId)) count(code, table, sourceId);
  }
  return {
    rows: new Map([...rows].map(([table, ids]) => [table, ids.size])),
    codes: [...codes.values()],
  };
}

function countSetAside({ setAsideCounts }: PredecessorSource): ImportReport["setAside"] {
  return sourceTableNames.flatMap((name) =>
    Object.entries(setAsideCounts[name] ?? {}).map(([code, count]) => ({
      table: tableOfSource[name],
      code,
      count,
    })),
  );
}

function notices(source: PredecessorSource, plan: ImportPlan, input: ReportInput): ImportReport["notices"] {
  const counts = new Map<string, number>();
  for (const { code, count } of source.notices) counts.set(code, (counts.get(code) ?? 0) + count);
  const changed = plan.changed.filter(({ key }) => !key.deleted).length;
  const found = [
    ["timezone-assumed", input.zone.source === "assumed" ? 1 : 0],
    ["changed-here", changed],
    ["deleted-here", plan.changed.length - changed],
    ["scale-looks-0-10", input.convertScale ? 0 : input.proposals.length],
    ["scale-mixed", mixedScaleRows(source.rows.task_instances).length],
  ] as const;
  for (const [code, count] of found) if (count > 0) counts.set(code, count);
  return [...counts].map(([code, count]) => ({ code, count }));
}

function sum(entries: readonly { readonly count: number }[]): number {
  return entries.reduce((total, { count }) => total + count, 0);
}
