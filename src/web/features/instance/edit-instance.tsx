import type { EmotionView } from "#contract/emotion.ts";
import { useState } from "react";
import type { InstanceView } from "#contract/instance.ts";
import { useAccount } from "../../lib/account-context.tsx";
import { Held } from "../../lib/held.tsx";
import { minutesSentence, typedMinutes } from "../../lib/minutes.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { useDraft } from "../../lib/use-draft.ts";
import { Button } from "../../ui/button.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { copy } from "./copy.ts";
import { editDraftOf, patchOf } from "./edit-draft.ts";
import { EditAbout } from "./edit-about.tsx";
import { EditAnswers } from "./edit-answers.tsx";
import styles from "./instance.module.css";
import { usePatchInstance } from "./queries.ts";

interface EditInstanceProps {
  instance: InstanceView;
  emotions: readonly EmotionView[];
  onDone: () => void;
}

/** Every answer and word of one go, as it stands; the change is kept in its history. */
export function EditInstance({ instance, emotions, onDone }: EditInstanceProps) {
  const { timeZone } = useAccount();
  const [before] = useState(() => editDraftOf(instance, timeZone));
  const draft = useDraft(`edit:${instance.id}:${instance.eventCount}`, before);
  const { value, change } = draft;
  const toast = useToast();
  const leave = () => {
    draft.clear();
    onDone();
  };
  const patch = usePatchInstance(instance.id, () => {
    toast.show({ message: copy.saved });
    leave();
  });
  const fields = patch.problem?.fields ?? {};
  const wrong = (text: string) => (typedMinutes(text) === undefined ? minutesSentence : undefined);
  const wrongForecast = wrong(value.forecastMinutes) ?? fields["forecast.minutes"];
  const wrongOutcome = wrong(value.outcomeMinutes) ?? fields["outcome.minutes"];
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong(value.forecastMinutes) !== undefined || wrong(value.outcomeMinutes) !== undefined) return;
        const changes = patchOf(before, value, timeZone);
        if (Object.keys(changes).length === 0) leave();
        else patch.save(changes);
      }}
    >
      <Held still={patch.waiting}>
        <EditAbout state={instance.state} value={value} onChange={change} fields={fields} />
        <EditAnswers
          completed={instance.state === "completed"}
          emotions={emotions}
          value={value}
          onChange={change}
          errors={{ forecastMinutes: wrongForecast, outcomeMinutes: wrongOutcome }}
        />
      </Held>
      <div className={styles.actions}>
        <SaveLine save={patch} />
        <Button type="submit" variant="primary" wide pending={patch.pending} pendingLabel={copy.saving}>
          {copy.save}
        </Button>
        <Button variant="link" onClick={leave}>
          {copy.cancelEdit}
        </Button>
      </div>
    </form>
  );
}
