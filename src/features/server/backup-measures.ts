import type { Measure } from "#http/metrics.ts";
import type { BackupDesk } from "./backup-desk.ts";

/** What /metrics tells of backups: what was seen last, so that no place far away is waited for. */
export function backupMeasures(
  desk: BackupDesk,
  now: number,
  databaseBytes: number | null,
): readonly Measure[] {
  const provenFrom = desk.provenFrom();
  return [
    {
      name: "tas_backup_last_proven_age_seconds",
      type: "gauge",
      help: "Age of the newest state whose backup was restored for a trial and found equal.",
      value: provenFrom === null ? null : Math.max(0, Math.round((now - provenFrom) / 1000)),
    },
    {
      name: "tas_backup_last_success_timestamp_seconds",
      type: "gauge",
      help: "The newest state whose backup was restored for a trial and found equal.",
      value: provenFrom === null ? null : Math.round(provenFrom / 1000),
    },
    {
      name: "tas_backup_failures_total",
      type: "counter",
      help: "Backups and proofs that failed since the server started.",
      value: desk.failures,
    },
    {
      name: "tas_database_size_bytes",
      type: "gauge",
      help: "What tables and indexes take, as measured last.",
      value: databaseBytes,
    },
  ];
}
