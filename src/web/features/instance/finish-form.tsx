import { useState } from "react";
import type { EmotionView } from "#contract/emotion.ts";
import type { InstanceView } from "#contract/instance.ts";
import { Held } from "../../lib/held.tsx";
import { minutesInWords, minutesSentence, typedMinutes } from "../../lib/minutes.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { useDraft } from "../../lib/use-draft.ts";
import { Button } from "../../ui/button.tsx";
import { EmotionScales } from "../../ui/emotion-scales.tsx";
import { dayMs } from "../../ui/clock-time.ts";
import { ErrorLine } from "../../ui/error-line.tsx";
import { Fold } from "../../ui/fold.tsx";
import { Scale } from "../../ui/scale.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useUnfolded } from "../../ui/use-unfolded.ts";
import { ChangeChips } from "./change-chips.tsx";
import { copy, outcomeWords } from "./copy.ts";
import { emotionQuestions } from "./emotion-questions.ts";
import { completeOf, emptyFinishDraft } from "./finish-draft.ts";
import { KeptEarlier } from "./kept-earlier.tsx";
import styles from "./instance.module.css";
import { useComplete } from "./queries.ts";
import { ScaleList } from "./scale-list.tsx";

interface FinishFormProps {
  /** Only its id and its clock are used: what was expected stays out of sight until it is answered. */
  instance: Pick<InstanceView, "id" | "clock">;
  emotions: readonly EmotionView[];
  askedEmotions: readonly string[] | null;
  onDone: () => void;
}

/** How it really was, asked blind. */
export function FinishForm({ instance, emotions, askedEmotions, onDone }: FinishFormProps) {
  const [folds, unfolded] = useUnfolded();
  const [asked, setAsked] = useState(false);
  const draft = useDraft(`finish:${instance.id}`, emptyFinishDraft);
  const { value, change } = draft;
  const complete = useComplete(instance.id, (_, here) => {
    draft.clear();
    if (here) onDone();
  });
  const scales = { words: outcomeWords, values: value.scales, kind: "outcome" } as const;
  const onScales = (answers: typeof value.scales) => change({ scales: answers });
  const minutes = typedMinutes(value.minutes);
  const wrongMinutes = minutes === undefined ? minutesSentence : complete.problem?.fields["outcome.minutes"];

  const finish = (
    <Button type="submit" variant="primary" wide pending={complete.pending} pendingLabel={copy.finishing}>
      {copy.finish}
    </Button>
  );
  const line =
    asked && minutes === undefined ? (
      <ErrorLine>{minutesSentence}</ErrorLine>
    ) : (
      <SaveLine save={complete} folded />
    );
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (minutes !== undefined) complete.save(completeOf(value));
      }}
    >
      <KeptEarlier draft={draft} />
      <Held still={complete.waiting}>
        <ScaleList {...scales} fields={["aversion", "relief"]} onChange={onScales} />
        <Scale
          question={copy.howFar}
          {...copy.howFarEnds}
          max={200}
          unit="%"
          kind="outcome"
          value={value.completion}
          onChange={(completion) => change({ completion })}
        />
      </Held>
      <div className={styles.actions}>
        {!unfolded && line}
        {finish}
      </div>
      <Held still={complete.waiting}>
        <div ref={folds}>
          <Fold summary={copy.note}>
            <TextArea
              label={copy.note}
              hideLabel
              error={complete.problem?.fields["note"]}
              value={value.note}
              onChange={(event) => change({ note: event.target.value })}
            />
          </Fold>
          <Fold summary={copy.moreAfter} open={instance.clock.workedMs >= dayMs || undefined}>
            <TextField
              label={copy.minutesWrong}
              hint={copy.clockSays(minutesInWords(instance.clock.workedMs / 60_000))}
              inputMode="decimal"
              error={wrongMinutes}
              value={value.minutes}
              onChange={(event) => change({ minutes: event.target.value })}
            />
            <ScaleList {...scales} fields={["capacity"]} onChange={onScales} />
            <ChangeChips
              label={copy.capacityChange}
              value={value.capacityChange}
              onChange={(capacityChange) => change({ capacityChange })}
            />
            <ChangeChips
              label={copy.reliefChange}
              value={value.reliefChange}
              onChange={(reliefChange) => change({ reliefChange })}
            />
          </Fold>
          <Fold summary={copy.feelingsAfter}>
            <EmotionScales
              kind="outcome"
              emotions={emotionQuestions(emotions, askedEmotions)}
              values={value.emotions}
              onChange={(id, answer) => change({ emotions: { ...value.emotions, [id]: answer } })}
            />
          </Fold>
          <Fold summary={copy.loadsAfter}>
            <ScaleList
              {...scales}
              fields={["mentalEnergy", "difficulty", "emotional", "physical", "stress"]}
              onChange={onScales}
            />
          </Fold>
        </div>
      </Held>
      {unfolded && (
        <div className={styles.actions}>
          {line}
          {finish}
        </div>
      )}
    </form>
  );
}
