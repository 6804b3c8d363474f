import { useState } from "react";
import type { EmotionView } from "#contract/emotion.ts";
import type { InstanceView } from "#contract/instance.ts";
import { useAccount } from "../../lib/account-context.tsx";
import { dayInWords, dayOf } from "../../lib/days.ts";
import { LinkButton } from "../../lib/link-button.tsx";
import { Button } from "../../ui/button.tsx";
import { Fold } from "../../ui/fold.tsx";
import { AnswerTable } from "./answer-table.tsx";
import { copy, eventNames } from "./copy.ts";
import { cancelLabel } from "./cancel-label.ts";
import { DetailActions } from "./detail-actions.tsx";
import { EditInstance } from "./edit-instance.tsx";
import styles from "./instance.module.css";
import { InstanceHistory } from "./instance-history.tsx";
import { Reveal } from "./reveal.tsx";

interface InstanceDetailProps {
  instance: InstanceView;
  emotions: readonly EmotionView[];
}

/** One go that is done or let go: what was expected, how it was, and every way to change or take back. */
export function InstanceDetail({ instance, emotions }: InstanceDetailProps) {
  const { timeZone } = useAccount();
  const [editing, setEditing] = useState(false);
  const { state, closedOn, cancelCategory, cancelReason } = instance;
  const deleted = instance.deletedAt !== null;

  if (editing)
    return <EditInstance instance={instance} emotions={emotions} onDone={() => setEditing(false)} />;
  return (
    <div className={styles.stack}>
      <div className={styles.soft}>
        <p>
          {deleted ? eventNames["deleted"] : eventNames[state]}
          {closedOn !== null && ` ${dayInWords(closedOn, timeZone)}`}.
          {instance.undoUntil !== null &&
            ` ${copy.undoUntil(dayInWords(dayOf(instance.undoUntil, timeZone), timeZone))}`}
        </p>
        {state === "cancelled" && (
          <p>
            {cancelLabel(cancelCategory)}
            {cancelReason !== "" && `: ${cancelReason}`}
          </p>
        )}
      </div>
      {state === "completed" && <Reveal instance={instance} />}
      <Written label={copy.note} text={instance.note} />
      <Written label={copy.details} text={instance.description} />
      <Written label={copy.place} text={instance.place ?? ""} />
      <div className={styles.row}>
        {!deleted && <Button onClick={() => setEditing(true)}>{copy.edit}</Button>}
        {!deleted && (
          <LinkButton to="/tasks/$taskId/start" params={{ taskId: instance.taskId }}>
            {copy.doAgain}
          </LinkButton>
        )}
      </div>
      <DetailActions instance={instance} />
      <div>
        <Fold summary={copy.answers}>
          <AnswerTable instance={instance} emotions={emotions} />
        </Fold>
        <InstanceHistory instance={instance} />
      </div>
    </div>
  );
}

function Written({ label, text }: { label: string; text: string }) {
  if (text === "") return null;
  return (
    <div>
      <p className={styles.soft}>{label}</p>
      <p className={styles.written} dir="auto">
        {text}
      </p>
    </div>
  );
}
