import type { ImportReport, ImportView } from "#contract/import.ts";
import type { ImportRun } from "#storage/import-run.ts";
import { readRunReport } from "#archive/import/run-report.ts";

/** An import under way, proposed or failed: what is not in the database. Instants are epoch milliseconds. */
export interface LiveImport {
  readonly id: string;
  readonly state: "reading" | "proposed" | "running" | "done" | "failed";
  readonly createdAt: number;
  readonly finishedAt: number | null;
  /** 0–1. */
  readonly progress: number;
  readonly report: ImportReport | null;
  readonly problem: string | null;
}

export function liveImportView(live: LiveImport): ImportView {
  const { id, state, progress, report, problem } = live;
  return {
    id,
    state,
    createdAt: new Date(live.createdAt).toISOString(),
    finishedAt: live.finishedAt === null ? null : new Date(live.finishedAt).toISOString(),
    progress: Math.min(1, Math.max(0, progress)),
    report,
    problem,
  };
}

export function importRunView(run: ImportRun): ImportView {
  return {
    id: run.id,
    state: run.state,
    createdAt: new Date(run.createdAt).toISOString(),
    finishedAt: new Date(run.finishedAt).toISOString(),
    progress: 1,
    report: readRunReport(run.report).report,
    problem: null,
  };
}
