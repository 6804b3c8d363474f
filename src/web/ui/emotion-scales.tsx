import { useState } from "react";
import { Fold } from "./fold.tsx";
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

/** More scales than this at once are a wall; the rest waits behind a line. */
const seenAtOnce = 8;
const firstOfMany = 5;

/** The feelings a task asks for, one scale each. When there are many, those without an answer fold away. */
export function EmotionScales({ emotions, ...props }: EmotionScalesProps) {
  // Decided once, so that a scale stays where it is when it gets its answer.
  const [answeredBefore] = useState(() => new Set(Object.keys(props.values)));
  if (emotions.length <= seenAtOnce) return <ScalesOf emotions={emotions} {...props} />;
  const isFirst = ({ id }: EmotionQuestion, index: number) => index < firstOfMany || answeredBefore.has(id);
  const rest = emotions.filter((emotion, index) => !isFirst(emotion, index));
  return (
    <div className={styles.list}>
      <ScalesOf emotions={emotions.filter(isFirst)} {...props} />
      {rest.length > 0 && (
        <Fold summary={`${rest.length} more`}>
          <ScalesOf emotions={rest} {...props} />
        </Fold>
      )}
    </div>
  );
}

function ScalesOf({ emotions, values, onChange, kind }: EmotionScalesProps) {
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
