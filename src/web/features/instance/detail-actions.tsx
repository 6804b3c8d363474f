import type { InstanceView } from "#contract/instance.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { copy } from "./copy.ts";
import styles from "./instance.module.css";
import { type InstanceVerb, useInstanceVerb } from "./queries.ts";

const said: Partial<Record<InstanceVerb["verb"], string>> = {
  reopen: copy.reopened,
  restore: copy.restored,
  "take-back": copy.editTakenBack,
  delete: copy.deleted,
};

/** Reopen, restore, take back, delete: each can itself be undone. */
export function DetailActions({ instance }: { instance: InstanceView }) {
  const toast = useToast();
  const restore = useInstanceVerb(instance.id);
  const change = useInstanceVerb(instance.id, ({ verb }) => {
    const undo =
      verb === "delete" ? { actionLabel: copy.undo, onAction: () => restore.save({ verb: "restore" }) } : {};
    toast.show({ message: said[verb] ?? copy.saved, ...undo });
  });
  const deleted = instance.deletedAt !== null;
  const undoable = instance.undoUntil !== null;
  const press = (verb: "reopen" | "restore" | "take-back" | "delete", label: string) => (
    <Button variant="link" onClick={() => change.save({ verb })}>
      {label}
    </Button>
  );
  return (
    <>
      <div className={styles.row}>
        {!deleted && undoable && press("reopen", copy.reopen)}
        {!deleted && instance.canTakeBackEdit && press("take-back", copy.takeBackEdit)}
        {!deleted && press("delete", copy.delete)}
        {deleted && undoable && press("restore", copy.restore)}
      </div>
      <SaveLine save={change} />
    </>
  );
}
