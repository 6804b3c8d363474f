import type { Emotion } from "#domain/emotion/emotion-pair.ts";
import { SourceClock } from "../read/source-instant.ts";
import type { SourceTime } from "../read/source-time.ts";
import type { SourceTableName } from "../read/source-tables.ts";
import { EmotionBook } from "./emotion-book.ts";
import type { MapRepair, MapRepairCode } from "./mapped.ts";
import type { ScaleProposal } from "./scale-proposal.ts";
import type { ScaleField } from "./scale-readings.ts";

/** Something that is in the account already, found by its `source_id`. */
export interface KnownRow {
  readonly id: string;
  /** A task's name; of other rows empty. */
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
  /** Rows of earlier imports by table and `source_id`, deleted ones included: they keep their ids. */
  readonly known: Partial<Record<SourceTableName, ReadonlyMap<string, KnownRow>>>;
  /** The conversions the person agreed to; empty: none. */
  readonly convert: readonly ScaleProposal[];
}

/** One mapping under way: which ids were given, which emotions and repairs came up. */
export class MapContext {
  readonly input: MapInput;
  readonly clock: SourceClock;
  readonly emotions: EmotionBook;
  readonly repairs: MapRepair[] = [];
  readonly #rows = new Map<SourceTableName, Map<string, KnownRow>>();
  readonly #convertBefore: ReadonlyMap<ScaleField, number>;

  /** @throws RangeError if the zone is no IANA zone. */
  constructor(input: MapInput) {
    this.input = input;
    this.clock = new SourceClock(input.timeZone);
    this.emotions = new EmotionBook(input.emotions, input.newId);
    this.#convertBefore = new Map(input.convert.map(({ field, before }) => [field, before]));
  }

  find(table: SourceTableName, sourceId: string): KnownRow | undefined {
    return this.#rows.get(table)?.get(sourceId) ?? this.input.known[table]?.get(sourceId);
  }

  /** The id a row has or gets. The name is kept for those that point at it. */
  idFor(table: SourceTableName, sourceId: string, name = ""): string {
    let rows = this.#rows.get(table);
    if (rows === undefined) {
      rows = new Map();
      this.#rows.set(table, rows);
    }
    const known = rows.get(sourceId);
    if (known !== undefined) return known.id;
    // What is there already may have another name by now, and that is what an export will find.
    const row = this.input.known[table]?.get(sourceId) ?? { id: this.input.newId(), name };
    rows.set(sourceId, row);
    return row.id;
  }

  repair(code: MapRepairCode, table: SourceTableName, sourceId: string, field: string | null = null): void {
    this.repairs.push({ code, table, sourceId, field });
  }

  /** Epoch milliseconds of a time, null if there is none. A wall clock that never or twice was is reported. */
  instant(time: SourceTime | null, table: SourceTableName, sourceId: string, field: string): number | null {
    if (time === null) return null;
    const { instant, flag } = this.clock.toInstant(time);
    if (flag !== null) this.repair(`${flag}-time`, table, sourceId, field);
    return instant;
  }

  /** Whether the person agreed to read this field of a row made at `createdAt` as 0–10. */
  converts(field: ScaleField, createdAt: number): boolean {
    const before = this.#convertBefore.get(field);
    return before !== undefined && createdAt < before;
  }

  /** The columns every row brought by this import shares. */
  origin(sourceId: string) {
    const { userId, importId, importedAt } = this.input;
    return {
      userId,
      source: "predecessor",
      sourceId,
      importId,
      importedAt,
      updatedAt: importedAt,
      deletedAt: null,
    };
  }
}
