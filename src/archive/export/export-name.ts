import { archiveEnding } from "../portable/archive-format.ts";
import type { ExportFormat } from "./export-file.ts";

/** What a downloaded export is called; the predecessor's format keeps the predecessor's name. The time is UTC. */
export function exportName(format: ExportFormat, now: number): string {
  const digits = new Date(now).toISOString().replaceAll(/\D/g, "");
  const stamp = `${digits.slice(0, 8)}_${digits.slice(8, 14)}`;
  if (format === "archive") return `task_aversion_archive_${stamp}${archiveEnding}`;
  return format === "csv" ? `task_aversion_data_${stamp}.zip` : `task_aversion_spreadsheet_${stamp}.zip`;
}
