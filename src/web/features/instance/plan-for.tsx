import { useState } from "react";
import { useAccount } from "../../lib/account-context.tsx";
import { dayInWords, dayOf, instantOfDay } from "../../lib/days.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { DateField } from "../../ui/date-field.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { copy } from "./copy.ts";
import styles from "./instance.module.css";
import { usePlanFor } from "./queries.ts";

interface PlanForProps {
  taskId: string;
  openInstanceId: string | null;
  dueAt: string | null;
}

/** The day of the next go at a task: choosing one plans it, another moves it, none takes the day away. */
export function PlanFor({ taskId, openInstanceId, dueAt }: PlanForProps) {
  const { timeZone } = useAccount();
  const toast = useToast();
  const kept = dueAt === null ? null : dayOf(dueAt, timeZone);
  // Undefined while nothing was chosen here: a day typed by keyboard passes through many others on its way.
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const day = chosen === undefined ? kept : chosen;
  const plan = usePlanFor((instance) => {
    setChosen(undefined);
    const saved = instance.dueAt === null ? null : dayInWords(dayOf(instance.dueAt, timeZone), timeZone);
    toast.show({ message: saved === null ? copy.saved : copy.plannedFor(saved) });
  });
  return (
    <div className={styles.tight}>
      <DateField
        label={copy.planned}
        error={plan.problem?.fields["dueAt"]}
        value={day}
        onChange={setChosen}
      />
      {day !== kept && (
        <div>
          <Button
            pending={plan.pending && !plan.waiting}
            onClick={() =>
              plan.save({
                taskId,
                instanceId: openInstanceId,
                dueAt: day === null ? null : instantOfDay(day, timeZone),
              })
            }
          >
            {copy.planIt}
          </Button>
        </div>
      )}
      <SaveLine save={plan} />
    </div>
  );
}
