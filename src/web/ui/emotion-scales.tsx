import styles from "./emotion-scales.module.css";
import { Scale, type ScaleProps } from "./scale.tsx";

export interface EmotionQuestion {
  id: string;
  /** For instance "Excited or dreading" or the name of a custom emotion. */
  question: string;
  low: string;
  high: string;
  /** bipolar: −100…100 with a middle; unipolar: 0–100. */
  form: "bipolar" | "unipolar";
}

interface EmotionScalesProps {
  emotions: readonly EmotionQuestion[];
  /** By id; what is missing is untouched. */
  values: Readonly<Record<string, number | null>>;
  onChange: (id: string, value: number | null) => void;
  kind?: ScaleProps["kind"];
}

/** The feelings a task asks for, one scale each. */
export function EmotionScales({ emotions, values, onChange, kind }: EmotionScalesProps) {
  return (
    <div className={styles.list}>
      {emotions.map((emotion) => (
        <Scale
          key={emotion.id}
          question={emotion.question}
          low={emotion.low}
          high={emotion.high}
          min={emotion.form === "bipolar" ? -100 : 0}
          kind={kind}
          value={values[emotion.id] ?? null}
          onChange={(value) => onChange(emotion.id, value)}
        />
      ))}
    </div>
  );
}
