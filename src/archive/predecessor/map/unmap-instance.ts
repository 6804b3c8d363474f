import { actualKeys, actualSheet } from "./actual-sheet.ts";
import { withDifferences } from "./differences.ts";
import { emotionValuesOf, type InstanceParts, type InstanceView } from "./instance-view.ts";
import { instanceSheet } from "./instance-sheet.ts";
import { namedEmotions } from "./emotion-readings.ts";
import { predecessorExtra, type Part, type PredecessorExtra } from "./extra.ts";
import { predictedKeys, predictedSheet } from "./predicted-sheet.ts";
import { pythonJson } from "./python-json.ts";
import { sameJson } from "./same-json.ts";
import type { Sheet } from "./sheet.ts";
import type { ExportCells, UnmapContext } from "./unmap-context.ts";
import { writeCells } from "./write-cells.ts";

/** One row of `task_instances.csv`, whether it was imported or made here. */
export function unmapInstance(parts: InstanceParts, context: UnmapContext): ExportCells {
  const { row } = parts;
  const extra = predecessorExtra(row.extra);
  const emotions = (json: string, given: PredecessorExtra["emotionsBefore"]) =>
    namedEmotions(emotionValuesOf(json), context.emotions, given);
  const view: InstanceView = {
    ...parts,
    extra,
    emotionsBefore: emotions(row.emotionsBefore, extra.emotionsBefore),
    emotionsAfter: emotions(row.emotionsAfter, extra.emotionsAfter),
    wallClock: (instant) => context.clock.format(instant, "second", "T"),
  };
  const sheet = instanceSheet(view);
  sheet.say("user_id", context.userId);
  sheet.say("predicted", jsonCell("predicted", predictedSheet(view), predictedKeys, extra));
  sheet.say("actual", jsonCell("actual", actualSheet(view), actualKeys, extra));
  return writeCells("task_instances", sheet, extra, context);
}

/** Keys whose whole numbers the predecessor writes as floats. */
const floatKeys: ReadonlySet<string> = new Set([
  "expected_cognitive_load",
  "init_form_duration_seconds",
  "completion_form_duration_seconds",
  "time_spent_before_pause",
  "pause_completion_percentage",
]);

function jsonCell(part: Part, sheet: Sheet, order: readonly string[], extra: PredecessorExtra): string {
  const told = withDifferences(sheet, extra[part], extra.spelling?.[part]);
  const ordered = new Map<string, unknown>();
  for (const key of order) if (told.has(key)) ordered.set(key, told.get(key));
  for (const [key, value] of told) ordered.set(key, value);
  // A cell that was no JSON object at all stands as it was while our columns say the same.
  const whole = extra.whole?.[part];
  if (whole !== undefined && sameJson(Object.fromEntries(ordered), whole.while)) return String(whole.as);
  return pythonJson(ordered, floatKeys);
}
