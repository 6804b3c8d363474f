import type { InstanceView } from "#contract/instance.ts";
import { type CancelCategory, cancelCategories } from "#domain/instance/cancel-category.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { useDraft } from "../../lib/use-draft.ts";
import { Button } from "../../ui/button.tsx";
import { ChipGroup } from "../../ui/chip-group.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { copy } from "./copy.ts";
import { useInstanceVerb } from "./queries.ts";

interface NotThisDialogProps {
  instance: InstanceView;
  open: boolean;
  onClose: () => void;
  onGone?: () => void;
}

const empty: { category: CancelCategory | null; reason: string } = { category: null, reason: "" };
const options = cancelCategories.map(({ id, label }) => ({ value: id, label }));

/** Letting go, without a penalty and with a way back. */
export function NotThisDialog({ instance, open, onClose, onGone }: NotThisDialogProps) {
  const { value, change, clear } = useDraft(`not-this:${instance.id}`, empty);
  const toast = useToast();
  const reopen = useInstanceVerb(instance.id);
  const cancel = useInstanceVerb(instance.id, (_, here) => {
    toast.show({
      message: copy.letGo(instance.taskName),
      actionLabel: copy.undo,
      onAction: () => reopen.save({ verb: "reopen" }),
    });
    clear();
    onClose();
    if (here) onGone?.();
  });
  const reason = value.reason.trim();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={copy.notThisTitle}
      actions={
        <>
          <Button
            variant="primary"
            pending={cancel.pending && !cancel.waiting}
            onClick={() =>
              cancel.save({
                verb: "cancel",
                category: value.category ?? "other",
                ...(reason !== "" && { reason }),
              })
            }
          >
            {copy.notThisNow}
          </Button>
          <Button onClick={onClose}>{copy.notThisNot}</Button>
        </>
      }
    >
      <p>{copy.notThisHint}</p>
      <ChipGroup
        label={copy.notThisWhy}
        options={options}
        value={value.category}
        onChange={(category) => change({ category })}
      />
      <TextField
        label={copy.notThisReason}
        value={value.reason}
        onChange={(event) => change({ reason: event.target.value })}
      />
      <SaveLine save={cancel} />
    </Dialog>
  );
}
