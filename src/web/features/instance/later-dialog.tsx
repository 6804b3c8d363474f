import type { InstanceView } from "#contract/instance.ts";
import { useAccount } from "../../lib/account-context.tsx";
import { dayInWords, instantOfDay, today } from "../../lib/days.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { useDraft } from "../../lib/use-draft.ts";
import { Button } from "../../ui/button.tsx";
import { DateField } from "../../ui/date-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { copy } from "./copy.ts";
import { useInstanceVerb } from "./queries.ts";

interface LaterDialogProps {
  instance: InstanceView;
  open: boolean;
  onClose: () => void;
  onGone?: () => void;
}

const empty: { day: string | null; reason: string } = { day: null, reason: "" };

export function LaterDialog({ instance, open, onClose, onGone }: LaterDialogProps) {
  const { timeZone } = useAccount();
  const { value, change, clear } = useDraft(`later:${instance.id}`, empty);
  const toast = useToast();
  const postpone = useInstanceVerb(instance.id, (_, here) => {
    toast.show({
      message: value.day === null ? copy.putOff : copy.movedTo(dayInWords(value.day, timeZone)),
    });
    clear();
    onClose();
    if (here) onGone?.();
  });
  const reason = value.reason.trim();
  const planned = instance.state === "planned" || instance.state === "initialized";
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={planned ? copy.move : copy.laterTitle}
      actions={
        <>
          <Button
            variant="primary"
            pending={postpone.pending && !postpone.waiting}
            onClick={() =>
              postpone.save({
                verb: "postpone",
                pauseFirst: instance.state === "active",
                ...(reason !== "" && { reason }),
                ...(value.day !== null && { dueAt: instantOfDay(value.day, timeZone) }),
              })
            }
          >
            {planned && value.day !== null ? copy.move : copy.laterNow}
          </Button>
          <Button onClick={onClose}>{copy.laterNot}</Button>
        </>
      }
    >
      {instance.state === "active" && <p>{copy.laterHint}</p>}
      <DateField
        label={copy.laterDay}
        min={today(timeZone)}
        value={value.day}
        onChange={(day) => change({ day })}
      />
      <TextField
        label={copy.laterReason}
        value={value.reason}
        onChange={(event) => change({ reason: event.target.value })}
      />
      <SaveLine save={postpone} />
    </Dialog>
  );
}
