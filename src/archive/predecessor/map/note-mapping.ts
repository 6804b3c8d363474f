import type { NoteTable } from "#storage/schema.ts";
import { escapeLikePredecessor } from "../read/escaped-text.ts";
import type { SourceNote } from "../read/source-rows.ts";
import { cellDifferences } from "./cell-differences.ts";
import { exportIdOf } from "./export-id.ts";
import { extraText, predecessorExtra, type PredecessorExtra } from "./extra.ts";
import type { MapContext } from "./map-context.ts";
import type { Mapped } from "./mapped.ts";
import { addDifferences } from "./note-differences.ts";
import { Sheet } from "./sheet.ts";
import type { ExportCells, UnmapContext } from "./unmap-context.ts";
import { writeCells } from "./write-cells.ts";

type StoredNote = Pick<NoteTable, "id" | "sourceId" | "body" | "writtenAt" | "extra">;

export function mapNote(source: SourceNote, context: MapContext): Mapped<NoteTable> {
  const { id: sourceId } = source;
  const written = context.instant(source.writtenAt, "notes", sourceId, "timestamp");
  if (written === null) context.repair("created-time", "notes", sourceId, "timestamp");
  const writtenAt = written ?? context.input.importedAt;
  const row: NoteTable = {
    id: context.idFor("notes", sourceId),
    ...context.origin(sourceId),
    body: source.content ?? "",
    writtenAt,
    createdAt: writtenAt,
    extra: "{}",
  };
  const extra: PredecessorExtra = {};
  const times = { timestamp: { time: source.writtenAt, instant: written } };
  addDifferences(extra, "columns", cellDifferences("notes", noteSheet(row), source, times));
  row.extra = extraText(extra);
  return { sourceId, row };
}

/** One row of `notes.csv`. */
export function unmapNote(row: StoredNote, context: UnmapContext): ExportCells {
  const sheet = noteSheet(row);
  sheet.say("user_id", context.userId);
  return writeCells("notes", sheet, predecessorExtra(row.extra), context);
}

function noteSheet(row: StoredNote): Sheet {
  const sheet = new Sheet();
  sheet.say("note_id", row.sourceId ?? exportIdOf("note-", row.id));
  sheet.say("content", escapeLikePredecessor(row.body));
  sheet.say("timestamp", row.writtenAt);
  return sheet;
}
