import type { EmotionView } from "#contract/emotion.ts";
import { EmotionScales } from "../../ui/emotion-scales.tsx";
import { Fold } from "../../ui/fold.tsx";
import { Scale } from "../../ui/scale.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { copy, forecastWords, outcomeWords } from "./copy.ts";
import { type EditDraft, forecastScales, outcomeScales } from "./edit-draft.ts";
import { emotionQuestions } from "./emotion-questions.ts";
import { ScaleList } from "./scale-list.tsx";

interface EditAnswersProps {
  completed: boolean;
  emotions: readonly EmotionView[];
  value: EditDraft;
  onChange: (fields: Partial<EditDraft>) => void;
  errors: { forecastMinutes: string | undefined; outcomeMinutes: string | undefined };
}

/** All answers, before and after, each side behind its own line. */
export function EditAnswers({ completed, emotions, value, onChange, errors }: EditAnswersProps) {
  const questions = emotionQuestions(emotions, null);
  return (
    <div>
      {completed && (
        <Fold summary={copy.editOutcome} open>
          <ScaleList
            kind="outcome"
            fields={outcomeScales}
            words={outcomeWords}
            values={value.outcome}
            onChange={(outcome) => onChange({ outcome })}
          />
          <Scale
            question={copy.howFar}
            {...copy.howFarEnds}
            max={200}
            unit="%"
            kind="outcome"
            value={value.completion}
            onChange={(completion) => onChange({ completion })}
          />
          <TextField
            label={copy.minutesTook}
            inputMode="decimal"
            error={errors.outcomeMinutes}
            value={value.outcomeMinutes}
            onChange={(event) => onChange({ outcomeMinutes: event.target.value })}
          />
          <EmotionScales
            kind="outcome"
            emotions={questions}
            values={value.outcomeEmotions}
            onChange={(id, answer) =>
              onChange({ outcomeEmotions: { ...value.outcomeEmotions, [id]: answer } })
            }
          />
        </Fold>
      )}
      <Fold summary={copy.editForecast}>
        <ScaleList
          kind="forecast"
          fields={forecastScales}
          words={forecastWords}
          values={value.forecast}
          onChange={(forecast) => onChange({ forecast })}
        />
        <TextField
          label={copy.expectedMinutes}
          inputMode="decimal"
          error={errors.forecastMinutes}
          value={value.forecastMinutes}
          onChange={(event) => onChange({ forecastMinutes: event.target.value })}
        />
        <EmotionScales
          kind="forecast"
          emotions={questions}
          values={value.forecastEmotions}
          onChange={(id, answer) =>
            onChange({ forecastEmotions: { ...value.forecastEmotions, [id]: answer } })
          }
        />
      </Fold>
    </div>
  );
}
