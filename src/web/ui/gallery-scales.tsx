import { useState } from "react";
import { Button } from "./button.tsx";
import { EmotionScales } from "./emotion-scales.tsx";
import { Fold } from "./fold.tsx";
import { Scale, type ScaleProps } from "./scale.tsx";

type Start = Omit<ScaleProps, "value" | "onChange"> & { start?: number };

function Tried({ start, ...props }: Start) {
  const [value, setValue] = useState<number | null>(start ?? null);
  return <Scale {...props} value={value} onChange={setValue} />;
}

const emotions = [
  { id: "a", question: "Excited or dreading", low: "dreading", high: "excited", form: "bipolar" as const },
  { id: "b", question: "Calm or tense", low: "tense", high: "calm", form: "bipolar" as const },
  { id: "c", question: "Curious", low: "not at all", high: "very", form: "unipolar" as const },
];

export function GalleryScales() {
  const [feelings, setFeelings] = useState<Record<string, number | null>>({ b: -40 });
  return (
    <>
      <Tried
        question="How much do you dread it?"
        low="not at all"
        high="can't face it"
        kind="forecast"
        hint="Tap anywhere on the line. You can leave it empty."
      />
      <Tried
        question="How much do you dread it?"
        low="not at all"
        high="can't face it"
        kind="forecast"
        start={80}
      />
      <Tried
        question="How bad was it really?"
        low="not at all"
        high="as bad as it gets"
        kind="outcome"
        start={35}
      />
      <Tried question="Nothing at all" low="nothing" high="everything" start={0} />
      <Tried
        question="How far did you get?"
        low="not started"
        high="twice the plan"
        max={200}
        unit="%"
        start={200}
      />
      <Button variant="primary" wide>
        Start
      </Button>
      <Fold summary="How you feel about it" open>
        <EmotionScales
          emotions={emotions}
          values={feelings}
          onChange={(id, value) => setFeelings((before) => ({ ...before, [id]: value }))}
          kind="forecast"
        />
      </Fold>
    </>
  );
}
