import { Scale } from "../../ui/scale.tsx";
import type { ScaleWords } from "./copy.ts";

export type ScaleAnswers = Record<string, number | null>;

interface ScaleListProps<Field extends string> {
  fields: readonly Field[];
  words: Record<Field, ScaleWords>;
  values: Readonly<ScaleAnswers>;
  onChange: (values: ScaleAnswers) => void;
  kind: "forecast" | "outcome";
}

/** Several scales below one another; each starts empty. */
export function ScaleList<Field extends string>(props: ScaleListProps<Field>) {
  const { fields, words, values, onChange, kind } = props;
  return fields.map((field) => (
    <Scale
      key={field}
      {...words[field]}
      kind={kind}
      value={values[field] ?? null}
      onChange={(value) => onChange({ ...values, [field]: value })}
    />
  ));
}
