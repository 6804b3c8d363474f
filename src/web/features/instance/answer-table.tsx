import type { InstanceView } from "#contract/instance.ts";
import { formatScaleValue } from "../../ui/scale-value.ts";
import { copy, fieldNames } from "./copy.ts";
import styles from "./instance.module.css";

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
export function AnswerTable({ instance }: { instance: InstanceView }) {
  const { forecast, outcome } = instance;
  const rows = fields
    .map((field) => ({
      field,
      before: field === "completion" ? null : forecast[field],
      after: field === "motivation" ? null : outcome[field],
    }))
    .filter(({ before, after }) => before !== null || after !== null);
  if (rows.length === 0) return null;
  const shown = (value: number | null) => (value === null ? "" : formatScaleValue(value));
  return (
    <table className={styles.table} aria-label={copy.answers}>
      <thead>
        <tr>
          <th scope="col">{copy.answer}</th>
          <th scope="col">{copy.expected}</th>
          <th scope="col">{copy.was}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{fieldNames[field]}</th>
            <td>{shown(before)}</td>
            <td>{shown(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
