import {
  type ImportReport,
  importReportSchema,
  type ImportUndoReport,
  importUndoReportSchema,
} from "#contract/import.ts";

/** What an import run keeps of itself. */
export interface RunReport {
  readonly report: ImportReport;
  readonly undo?: ImportUndoReport | undefined;
}

export function runReportText(content: RunReport): string {
  return JSON.stringify(content);
}

export function readRunReport(text: string): RunReport {
  const content: unknown = JSON.parse(text);
  const parts = typeof content === "object" && content !== null ? content : {};
  return {
    report: importReportSchema.parse("report" in parts ? parts.report : undefined),
    undo: "undo" in parts ? importUndoReportSchema.parse(parts.undo) : undefined,
  };
}
