import type { SurveyResponseTable } from "#storage/schema.ts";
import { escapeLikePredecessor } from "../read/escaped-text.ts";
import type { SourceSurveyResponse } from "../read/source-rows.ts";
import { cellDifferences } from "./cell-differences.ts";
import { exportIdOf } from "./export-id.ts";
import { extraText, predecessorExtra, type PredecessorExtra } from "./extra.ts";
import type { MapContext } from "./map-context.ts";
import type { Mapped } from "./mapped.ts";
import { addDifferences } from "./note-differences.ts";
import { Sheet } from "./sheet.ts";
import type { ExportCells, UnmapContext } from "./unmap-context.ts";
import { writeCells } from "./write-cells.ts";

type StoredAnswer = Pick<
  SurveyResponseTable,
  "id" | "sourceId" | "category" | "questionId" | "value" | "text" | "answeredAt" | "extra"
>;

export function mapSurveyResponse(
  source: SourceSurveyResponse,
  context: MapContext,
): Mapped<SurveyResponseTable> {
  const { id: sourceId } = source;
  const answered = context.instant(source.answeredAt, "survey_responses", sourceId, "timestamp");
  if (answered === null) context.repair("created-time", "survey_responses", sourceId, "timestamp");
  const answeredAt = answered ?? context.input.importedAt;
  const row: SurveyResponseTable = {
    id: context.idFor("survey_responses", sourceId),
    ...context.origin(sourceId),
    category: source.questionCategory ?? "",
    questionId: source.questionId ?? "",
    value: source.responseValue,
    text: source.responseText,
    answeredAt,
    createdAt: answeredAt,
    extra: "{}",
  };
  const extra: PredecessorExtra = {};
  const times = { timestamp: { time: source.answeredAt, instant: answered } };
  addDifferences(extra, "columns", cellDifferences("survey_responses", answerSheet(row), source, times));
  row.extra = extraText(extra);
  return { sourceId, row };
}

/** One row of `survey_responses.csv`. */
export function unmapSurveyResponse(row: StoredAnswer, context: UnmapContext): ExportCells {
  const sheet = answerSheet(row);
  sheet.say("user_id", context.userId);
  return writeCells("survey_responses", sheet, predecessorExtra(row.extra), context);
}

function answerSheet(row: StoredAnswer): Sheet {
  const sheet = new Sheet();
  sheet.say("response_id", row.sourceId ?? exportIdOf("srv-", row.id));
  sheet.say("question_category", row.category);
  sheet.say("question_id", row.questionId);
  sheet.say("response_value", escapeLikePredecessor(row.value ?? ""));
  sheet.say("response_text", escapeLikePredecessor(row.text ?? ""));
  sheet.say("timestamp", row.answeredAt);
  return sheet;
}
