import type { SourceTableName } from "./source-tables.ts";

/** Something about the source a person should know; `examples` are ids, file or column names, never what a person wrote. */
export type SourceNoticeCode =
  | "unknown-file"
  | "unknown-column"
  | "unknown-table"
  | "superseded-file"
  | "missing-column"
  | "encoding"
  | "separator"
  | "several-users"
  | "old-task-list";

/** Why a row or a cell was read differently from how it was written. */
export type RepairCode =
  | "duplicate"
  | "repeated-header"
  | "ragged"
  | "replaced-characters"
  | "json"
  | "double-encoded-json"
  | "time"
  | "number"
  | "boolean";

/** Why a row was left out. */
export type SetAsideCode = "no-id" | "unreadable";

export interface SourceNotice {
  readonly code: SourceNoticeCode;
  readonly table: SourceTableName | null;
  readonly count: number;
  readonly examples: readonly string[];
}

export interface SourceRepair {
  readonly code: RepairCode;
  readonly table: SourceTableName;
  readonly line: number;
  readonly id: string | null;
  readonly column: string | null;
}

export interface SourceSetAside {
  readonly code: SetAsideCode;
  readonly table: SourceTableName;
  readonly line: number;
  readonly raw: Readonly<Record<string, string>>;
}

/** The lists hold at most `listedAtMost` entries each; the counts are always complete. */
export interface SourceReport {
  readonly notices: readonly SourceNotice[];
  readonly repaired: readonly SourceRepair[];
  readonly repairedCounts: Readonly<Partial<Record<SourceTableName, Partial<Record<RepairCode, number>>>>>;
  readonly setAside: readonly SourceSetAside[];
  readonly setAsideCounts: Readonly<Partial<Record<SourceTableName, Partial<Record<SetAsideCode, number>>>>>;
}

/** How many repaired or set-aside rows are listed one by one. */
export const listedAtMost = 5_000;
