import { type ReactNode, useState } from "react";
import type { EmotionView } from "#contract/emotion.ts";
import type { TaskView } from "#contract/task.ts";
import { Held } from "../../lib/held.tsx";
import { minutesSentence, typedMinutes } from "../../lib/minutes.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { useDraft } from "../../lib/use-draft.ts";
import { Button } from "../../ui/button.tsx";
import { ChipGroup } from "../../ui/chip-group.tsx";
import { Fold } from "../../ui/fold.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { copy, recurrenceNames } from "./copy.ts";
import { usePatchTask } from "./queries.ts";
import { taskDraftOf, taskPatchOf } from "./task-draft.ts";
import { emotionOptions, typeOptions } from "./task-options.ts";
import styles from "./task.module.css";

interface TaskFormProps {
  task: TaskView;
  emotions: readonly EmotionView[];
  /** Draws the choice of areas. */
  areas: (value: string[], onChange: (areaIds: string[]) => void) => ReactNode;
}

const recurrenceOptions = [
  { value: "once", label: recurrenceNames.once },
  { value: "recurring", label: recurrenceNames.recurring },
  { value: "routine", label: recurrenceNames.routine },
] as const;

/** Everything about a task. Only the name has to be there. */
export function TaskForm({ task, emotions, areas }: TaskFormProps) {
  const [before] = useState(() => taskDraftOf(task));
  const draft = useDraft(`task:${task.id}:${task.version}`, before);
  const { value, change } = draft;
  const toast = useToast();
  const patch = usePatchTask(task.id, () => {
    draft.clear();
    toast.show({ message: copy.saved });
  });
  const fields = patch.problem?.fields ?? {};
  const wrongMinutes = typedMinutes(value.estimate) === undefined ? minutesSentence : undefined;
  const text = (field: "name" | "description" | "categories" | "estimate" | "place" | "notes") => ({
    value: value[field],
    onChange: (event: { target: { value: string } }) => change({ [field]: event.target.value }),
  });
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (wrongMinutes === undefined) patch.save(taskPatchOf(before, value));
      }}
    >
      <Held still={patch.waiting}>
        <TextField label={copy.name} error={fields["name"]} {...text("name")} />
        <TextField
          label={copy.estimate}
          inputMode="decimal"
          error={wrongMinutes ?? fields["estimateMinutes"]}
          {...text("estimate")}
        />
        <ChipGroup
          label={copy.type}
          options={typeOptions(value.taskType)}
          value={value.taskType}
          onChange={(taskType) => change({ taskType })}
        />
        <TextArea label={copy.notes} error={fields["notes"]} {...text("notes")} />
        <div>
          <Fold summary={copy.moreAbout}>
            <TextArea label={copy.description} error={fields["description"]} {...text("description")} />
            <TextField label={copy.place} error={fields["place"]} {...text("place")} />
            <TextField
              label={copy.categories}
              hint={copy.categoriesHint}
              error={fields["categories"]}
              {...text("categories")}
            />
            <ChipGroup
              label={copy.recurrence}
              options={recurrenceOptions}
              value={value.recurrence}
              onChange={(recurrence) => change({ recurrence })}
            />
            {areas(value.areaIds, (areaIds) => change({ areaIds }))}
          </Fold>
          <Fold summary={copy.feelings}>
            <ChipGroup
              choice="multi"
              label={copy.feelings}
              hideLabel
              hint={copy.feelingsHint}
              options={emotionOptions(emotions)}
              value={value.askedEmotions}
              onChange={(askedEmotions) => change({ askedEmotions })}
            />
          </Fold>
        </div>
      </Held>
      <div className={styles.quick}>
        <SaveLine save={patch} />
        <Button type="submit" variant="primary" wide pending={patch.pending} pendingLabel={copy.saving}>
          {copy.save}
        </Button>
      </div>
    </form>
  );
}
