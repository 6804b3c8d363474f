import type { EmotionView } from "#contract/emotion.ts";
import type { InstanceView } from "#contract/instance.ts";
import { formatScaleValue } from "../../ui/scale-value.ts";
import { capitalized, copy, fieldNames } from "./copy.ts";
import styles from "./instance.module.css";

interface AnswerTableProps {
  instance: InstanceView;
  emotions: readonly EmotionView[];
}

interface Row {
  name: string;
  before: number | null;
  after: number | null;
}

const fields = [
  "aversion",
  "relief",
  "minutes",
  "completion",
  "mentalEnergy",
  "difficulty",
  "emotional",
  "physical",
  "stress",
  "motivation",
  "capacity",
] as const;

/** Every answer that was given, what was expected beside how it was; rows without an answer are left out. */
export function AnswerTable({ instance, emotions }: AnswerTableProps) {
  const rows = [...scaleRows(instance), ...emotionRows(instance, emotions)].filter(
    ({ before, after }) => before !== null || after !== null,
  );
  if (rows.length === 0) return <p className={styles.soft}>{copy.noAnswers}</p>;
  return (
    <table className={styles.table} aria-label={copy.answers}>
      <thead>
        <tr>
          <th scope="col">{copy.answer}</th>
          <th scope="col">{copy.before}</th>
          <th scope="col">{copy.after}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, before, after }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{shown(before)}</td>
            <td>{shown(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function shown(value: number | null): string {
  return value === null ? "" : formatScaleValue(value);
}

function scaleRows({ forecast, outcome, reliefChange, capacityChange }: InstanceView): Row[] {
  const named = fields.map((field) => ({
    name: fieldNames[field] ?? field,
    before: field === "completion" ? null : forecast[field],
    after: field === "motivation" ? null : outcome[field],
  }));
  return [
    ...named,
    { name: copy.reliefNowName, before: forecast.reliefNow, after: null },
    { name: copy.reliefChanged, before: null, after: reliefChange?.value ?? null },
    { name: copy.capacityChanged, before: null, after: capacityChange?.value ?? null },
  ];
}

function emotionRows({ forecast, outcome }: InstanceView, emotions: readonly EmotionView[]): Row[] {
  const ids = new Set([...Object.keys(forecast.emotions), ...Object.keys(outcome.emotions)]);
  return [...ids].map((id) => {
    const emotion = emotions.find((one) => one.id === id);
    const name =
      emotion === undefined
        ? copy.removedFeeling
        : emotion.negative === null
          ? capitalized(emotion.positive)
          : copy.emotionPair(emotion.positive, emotion.negative);
    return { name, before: forecast.emotions[id] ?? null, after: outcome.emotions[id] ?? null };
  });
}
