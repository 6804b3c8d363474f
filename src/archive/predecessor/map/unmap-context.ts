import type { Emotion } from "#domain/emotion/emotion-pair.ts";
import { SourceClock } from "../read/source-instant.ts";

/** What writing the predecessor's rows needs besides ours. */
export interface UnmapInput {
  /** IANA zone the predecessor's server lives in: the one assumed at import. */
  readonly timeZone: string;
  /** The owner's id in the predecessor, for rows that did not come from it. */
  readonly userId: string;
  /** All emotions of the person, removed ones included. */
  readonly emotions: readonly Emotion[];
}

export interface UnmapContext {
  readonly clock: SourceClock;
  readonly userId: string;
  readonly emotions: ReadonlyMap<string, Emotion>;
}

/** @throws RangeError if the zone is no IANA zone. */
export function unmapContext(input: UnmapInput): UnmapContext {
  const emotions = new Map(input.emotions.map((emotion) => [emotion.id, emotion]));
  return { clock: new SourceClock(input.timeZone), userId: input.userId, emotions };
}

/** The cells of one row by column name. */
export type ExportCells = Record<string, string>;
