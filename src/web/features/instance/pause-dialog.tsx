import type { InstanceView } from "#contract/instance.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { useDraft } from "../../lib/use-draft.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Scale } from "../../ui/scale.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { copy } from "./copy.ts";
import { useInstanceVerb } from "./queries.ts";

interface InstanceDialogProps {
  instance: InstanceView;
  open: boolean;
  onClose: () => void;
}

const empty: { reason: string; progress: number | null } = { reason: "", progress: null };

/** Pausing, with how far one is and why, both optional. */
export function PauseDialog({ instance, open, onClose }: InstanceDialogProps) {
  const { value, change, clear } = useDraft(`pause:${instance.id}`, empty);
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
            onClick={() =>
              pause.save({
                verb: "pause",
                ...(reason !== "" && { reason }),
                ...(value.progress !== null && { progress: value.progress }),
              })
            }
          >
            {copy.pauseNow}
          </Button>
          <Button onClick={onClose}>{copy.pauseNot}</Button>
        </>
      }
    >
      <TextField
        label={copy.pauseReason}
        value={value.reason}
        onChange={(event) => change({ reason: event.target.value })}
      />
      <Scale
        question={copy.pauseProgress}
        low={copy.howFarEnds.low}
        high={copy.howFarEnds.middle}
        unit="%"
        value={value.progress}
        onChange={(progress) => change({ progress })}
      />
      <SaveLine save={pause} />
    </Dialog>
  );
}
