import { useState } from "react";
import type { TaskView } from "#contract/task.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { copy } from "./copy.ts";
import { type TaskVerb, useTaskVerb } from "./queries.ts";
import styles from "./task.module.css";

interface TaskActionsProps {
  task: TaskView;
  /** After a copy was made, or the task is gone. */
  onCopied: (taskId: string) => void;
  onGone: () => void;
}

const undoOf: Partial<Record<TaskVerb, TaskVerb>> = { retire: "bring-back", delete: "restore" };

/** Copy, put away, delete, and the ways back. */
export function TaskActions({ task, onCopied, onGone }: TaskActionsProps) {
  const [asking, setAsking] = useState(false);
  const toast = useToast();
  const undo = useTaskVerb();
  const change = useTaskVerb(({ verb, task: changed }, here) => {
    const back = undoOf[verb];
    toast.show({
      message: said(verb, changed.name),
      ...(back && {
        actionLabel: copy.undo,
        onAction: () => undo.save({ id: task.id, verb: back }),
      }),
    });
    if (!here) return;
    if (verb === "copy") onCopied(changed.id);
    if (verb === "delete") onGone();
  });
  const press = (verb: TaskVerb) => change.save({ id: task.id, verb });
  if (task.deletedAt !== null) {
    return (
      <div className={styles.quick}>
        <p>{copy.isDeleted}</p>
        <div>
          <Button onClick={() => press("restore")}>{copy.restore}</Button>
        </div>
        <SaveLine save={change} />
      </div>
    );
  }
  return (
    <div className={styles.quick}>
      {task.retiredAt !== null && <p>{copy.isRetired}</p>}
      <div className={styles.actions}>
        <Button variant="link" onClick={() => press("copy")}>
          {copy.copy}
        </Button>
        <Button variant="link" onClick={() => press(task.retiredAt === null ? "retire" : "bring-back")}>
          {task.retiredAt === null ? copy.retire : copy.bringBack}
        </Button>
        {task.canTakeBack && (
          <Button variant="link" onClick={() => press("take-back")}>
            {copy.takeBack}
          </Button>
        )}
        <Button variant="link" onClick={() => setAsking(true)}>
          {copy.delete}
        </Button>
      </div>
      <SaveLine save={change} />
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={copy.deleteTitle(task.name)}
        actions={
          <>
            <Button
              variant="primary"
              onClick={() => {
                setAsking(false);
                press("delete");
              }}
            >
              {copy.delete}
            </Button>
            <Button onClick={() => setAsking(false)}>{copy.keep}</Button>
          </>
        }
      >
        <p>{copy.deleteHint(task.completedCount)}</p>
      </Dialog>
    </div>
  );
}

function said(verb: TaskVerb, name: string): string {
  switch (verb) {
    case "copy":
      return copy.copied(name);
    case "retire":
      return copy.retired(name);
    case "bring-back":
      return copy.broughtBack(name);
    case "restore":
      return copy.restored(name);
    case "take-back":
      return copy.tookBack;
    case "delete":
      return copy.deleted(name);
  }
}
