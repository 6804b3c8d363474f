import type { SourceUpload } from "../predecessor/read/gather-files.ts";

/** A file or folder on this machine, or files held in memory. */
export type ImportInput = string | readonly SourceUpload[];

/** Where an import stands: 0–1 over all its stages. */
export interface ImportProgress {
  readonly stage: "reading" | "planning" | "writing";
  readonly part: number;
}

export interface ImportOptions {
  /** Nothing is written; the report says what would be. */
  readonly dryRun: boolean;
  /** The zone in which times without one are read; else the file's own preference, else UTC. */
  readonly timeZone?: string | undefined;
  /** Converts the fields that look like 0–10, as the report of a dry run proposes. */
  readonly convertScale?: boolean | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly newId: () => string;
  /** The id the import is to have; else a new one. */
  readonly importId?: string | undefined;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}
