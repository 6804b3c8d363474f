import type { InstanceView } from "#contract/instance.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { useDraft } from "../../lib/use-draft.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { copy } from "./copy.ts";
import { useInstanceVerb } from "./queries.ts";

interface InstanceDialogProps {
  instance: InstanceView;
  open: boolean;
  onClose: () => void;
}

export function PauseDialog({ instance, open, onClose }: InstanceDialogProps) {
  const { value, change, clear } = useDraft(`pause:${instance.id}`, { reason: "" });
  const pause = useInstanceVerb(instance.id, () => {
    clear();
    onClose();
  });
  const reason = value.reason.trim();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={copy.pauseTitle}
      actions={
        <>
          <Button
            variant="primary"
            pending={pause.pending && !pause.waiting}
            onClick={() => pause.save({ verb: "pause", ...(reason !== "" && { reason }) })}
          >
            {copy.pauseNow}
          </Button>
          <Button onClick={onClose}>{copy.keepGoing}</Button>
        </>
      }
    >
      <TextField
        label={copy.pauseReason}
        value={value.reason}
        onChange={(event) => change({ reason: event.target.value })}
      />
      <SaveLine save={pause} />
    </Dialog>
  );
}
