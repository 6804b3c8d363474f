import { type ReactNode, useState } from "react";
import type { EmotionView } from "#contract/emotion.ts";
import { Held } from "../../lib/held.tsx";
import { minutesSentence, typedMinutes } from "../../lib/minutes.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { useDraft } from "../../lib/use-draft.ts";
import { EmotionScales } from "../../ui/emotion-scales.tsx";
import { ErrorLine } from "../../ui/error-line.tsx";
import { Fold } from "../../ui/fold.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useUnfolded } from "../../ui/use-unfolded.ts";
import { copy, forecastWords } from "./copy.ts";
import { emotionQuestions } from "./emotion-questions.ts";
import { KeptEarlier } from "./kept-earlier.tsx";
import styles from "./instance.module.css";
import { type Begin, useBegin } from "./queries.ts";
import { StartButtons } from "./start-buttons.tsx";
import { ScaleList } from "./scale-list.tsx";
import { beginOf, emptyStartDraft } from "./start-draft.ts";
import { StartDetails } from "./start-details.tsx";
import { useAccount } from "../../lib/account-context.tsx";

interface StartFormProps {
  taskId: string;
  instanceId: string | null;
  emotions: readonly EmotionView[];
  /** Emotion ids to ask, or null for the usual ones. */
  askedEmotions: readonly string[] | null;
  /** One line right below the first question. */
  earlierLine?: ReactNode;
  /** The picture to it, below the buttons, so that they stay in reach. */
  earlier?: ReactNode;
  onDone: (done: { instanceId: string; started: boolean }) => void;
}

/** Before: one question, and everything else folded away. Nothing is filled in for anyone. */
export function StartForm({
  taskId,
  instanceId,
  emotions,
  askedEmotions,
  earlierLine,
  earlier,
  onDone,
}: StartFormProps) {
  const { timeZone } = useAccount();
  const draft = useDraft(`start:${taskId}`, emptyStartDraft);
  const { value, change } = draft;
  const [pressed, setPressed] = useState<"start" | "later">("start");
  const [folds, unfolded] = useUnfolded();
  const [asked, setAsked] = useState(false);
  const begin = useBegin(({ instance, started }, here) => {
    draft.clear();
    if (here) onDone({ instanceId: instance.id, started });
  });
  const minutes = typedMinutes(value.minutes);
  const wrongMinutes = minutes === undefined ? minutesSentence : begin.problem?.fields["forecast.minutes"];

  const submit = (start: boolean) => {
    setAsked(true);
    if (minutes === undefined) return;
    setPressed(start ? "start" : "later");
    const body: Begin = { taskId, instanceId, start, ...beginOf(value, timeZone) };
    begin.save(body);
  };
  const buttons = <StartButtons busy={begin.pending ? pressed : null} onLater={() => submit(false)} />;
  const line =
    asked && minutes === undefined ? (
      <ErrorLine>{minutesSentence}</ErrorLine>
    ) : (
      <SaveLine save={begin} folded />
    );

  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(true);
      }}
    >
      <KeptEarlier draft={draft} />
      <Held still={begin.waiting}>
        <ScaleList
          kind="forecast"
          fields={["aversion"]}
          words={forecastWords}
          values={value.scales}
          onChange={(scales) => change({ scales })}
        />
      </Held>
      {earlierLine}
      <div className={styles.actions}>
        {!unfolded && line}
        {buttons}
      </div>
      {earlier}
      <Held still={begin.waiting}>
        <div ref={folds}>
          <Fold summary={copy.moreBefore}>
            <ScaleList
              kind="forecast"
              fields={["relief", "reliefNow", "capacity", "motivation"]}
              words={forecastWords}
              values={value.scales}
              onChange={(scales) => change({ scales })}
            />
            <TextField
              label={copy.expectedMinutes}
              inputMode="decimal"
              error={wrongMinutes}
              value={value.minutes}
              onChange={(event) => change({ minutes: event.target.value })}
            />
          </Fold>
          <Fold summary={copy.feelings}>
            <EmotionScales
              kind="forecast"
              emotions={emotionQuestions(emotions, askedEmotions)}
              values={value.emotions}
              onChange={(id, answer) => change({ emotions: { ...value.emotions, [id]: answer } })}
            />
          </Fold>
          <Fold summary={copy.loads}>
            <ScaleList
              kind="forecast"
              fields={["mentalEnergy", "difficulty", "emotional", "physical", "stress"]}
              words={forecastWords}
              values={value.scales}
              onChange={(scales) => change({ scales })}
            />
          </Fold>
          <StartDetails value={value} onChange={change} fields={begin.problem?.fields ?? {}} />
        </div>
      </Held>
      {/* Once more below what was unfolded, so that nobody has to go back up. */}
      {unfolded && (
        <div className={styles.actions}>
          {line}
          {buttons}
        </div>
      )}
    </form>
  );
}
