import type { ImportProgress } from "../import/import-options.ts";
import type { ArchiveKey } from "../portable/archive-key.ts";

export interface RestoreOptions {
  /** Nothing is written; the report says what would be. */
  readonly dryRun: boolean;
  /** The id that the import is to have. */
  readonly importId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Where an archive of an older schema is upgraded. */
  readonly scratchFolder: string;
  readonly key?: ArchiveKey | undefined;
  /** Takes one person out of an archive of a whole installation: a username or id. */
  readonly person?: string | undefined;
  /** Whether an archive of a whole installation may be read at all. */
  readonly installations: boolean;
  /** Bytes that the archive may hold unpacked; no end unless told. */
  readonly largest?: number | undefined;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}
