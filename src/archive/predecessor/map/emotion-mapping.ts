import { emotionNameKey } from "#storage/emotion.ts";
import type { EmotionTable } from "#storage/schema.ts";
import { escapeLikePredecessor } from "../read/escaped-text.ts";
import type { SourceEmotion } from "../read/source-rows.ts";
import { cellDifferences } from "./cell-differences.ts";
import { extraText, predecessorExtra, type PredecessorExtra } from "./extra.ts";
import type { MapContext } from "./map-context.ts";
import type { Mapped } from "./mapped.ts";
import { addDifferences } from "./note-differences.ts";
import { Sheet } from "./sheet.ts";
import type { ExportCells, UnmapContext } from "./unmap-context.ts";
import { writeCells } from "./write-cells.ts";

/** A row for every emotion that was made while mapping; `listed` are the vocabulary's words that made one. */
export function mapEmotions(
  listed: ReadonlyMap<string, SourceEmotion>,
  context: MapContext,
): Mapped<EmotionTable>[] {
  return context.emotions.made.map((emotion, position) => {
    const source = listed.get(emotion.id);
    // A word that the vocabulary brings later is another row.
    const sourceId = source?.emotion ?? `unlisted:${emotion.positive}`;
    const extra: PredecessorExtra = {};
    if (source === undefined) extra.unlisted = true;
    else addDifferences(extra, "columns", cellDifferences("emotions", emotionSheet(emotion), source, {}));
    const row: EmotionTable = {
      ...context.origin(sourceId),
      ...emotion,
      nameKey: emotionNameKey(emotion),
      position,
      createdAt: context.input.importedAt,
      extra: extraText(extra),
    };
    return { sourceId, row };
  });
}

/** One row of `emotions.csv`; null for a pair and for an emotion that was never in the vocabulary. */
export function unmapEmotion(
  row: Pick<EmotionTable, "positive" | "negative" | "extra">,
  context: UnmapContext,
): ExportCells | null {
  const extra = predecessorExtra(row.extra);
  if (row.negative !== null || extra.unlisted === true) return null;
  const sheet = emotionSheet(row);
  sheet.say("user_id", context.userId);
  return writeCells("emotions", sheet, extra, context);
}

function emotionSheet(row: Pick<EmotionTable, "positive">): Sheet {
  const sheet = new Sheet();
  sheet.say("emotion", escapeLikePredecessor(row.positive));
  return sheet;
}
