import { dayInWords, dayOf } from "../../lib/days.ts";
import { formatScaleValue } from "../../ui/scale-value.ts";
import { cancelLabel } from "./cancel-label.ts";
import { fieldNames } from "./copy.ts";

interface FieldChange {
  /** For instance `outcome.aversion` or `note`. */
  field: string;
  before?: unknown;
  after?: unknown;
}

/** "Dread, how it was: 35, before 40". What was empty before is not mentioned. */
export function changeInWords({ field, before, after }: FieldChange, timeZone: string): string {
  const [group, name] = field.includes(".") ? field.split(".", 2) : ["", field];
  const side = group === "forecast" ? " (expected)" : group === "outcome" ? " (how it was)" : "";
  const label = fieldNames[name ?? field] ?? field;
  const said = (value: unknown) => valueInWords(name ?? field, value, timeZone);
  const now = `${label}${side}: ${said(after)}`;
  const wasEmpty = before === null || before === undefined || before === "";
  return wasEmpty ? now : `${now}, before ${said(before)}`;
}

function valueInWords(field: string, value: unknown, timeZone: string): string {
  if (value === null || value === undefined || value === "") return "nothing";
  if (typeof value === "number") return formatScaleValue(value);
  if (typeof value === "string") {
    if (field === "dueAt") return dayInWords(dayOf(value, timeZone), timeZone);
    return field === "cancelCategory" ? cancelLabel(value) : `"${value}"`;
  }
  if (typeof value === "object") {
    if ("value" in value && typeof value.value === "number") return formatScaleValue(value.value);
    return `${Object.keys(value).length} answers`;
  }
  return "something";
}
