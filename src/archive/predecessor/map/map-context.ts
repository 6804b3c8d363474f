import type { Emotion } from "#domain/emotion/emotion-pair.ts";
import type { SourceTableName } from "../read/source-tables.ts";
import type { ScaleProposal } from "./scale-proposal.ts";

/** Something that is in the account already, found by its predecessor id (`source_id`). */
export interface KnownRow {
  readonly id: string;
  /** A task's name; elsewhere empty. */
  readonly name: string;
}

/** What mapping needs besides the source: nothing here reads a clock or a database. */
export interface MapInput {
  readonly userId: string;
  readonly importId: string;
  /** Epoch milliseconds: imported_at = updated_at of every row made. */
  readonly importedAt: number;
  /** IANA zone in which times without one are read. */
  readonly timeZone: string;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** The person's emotions, removed ones included: names that match are not made again. */
  readonly emotions: readonly Emotion[];
  /** Rows of earlier imports by table and predecessor id, deleted ones included: they keep their ids. */
  readonly known: Partial<Record<SourceTableName, ReadonlyMap<string, KnownRow>>>;
  /** The conversions the person agreed to; empty: none. */
  readonly convert: readonly ScaleProposal[];
}
