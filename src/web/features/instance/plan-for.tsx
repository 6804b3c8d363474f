import { useAccount } from "../../lib/account-context.tsx";
import { dayInWords, dayOf, instantOfDay } from "../../lib/days.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { DateField } from "../../ui/date-field.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { copy } from "./copy.ts";
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
  const plan = usePlanFor((instance) => {
    const day = instance.dueAt === null ? null : dayInWords(dayOf(instance.dueAt, timeZone), timeZone);
    toast.show({ message: day === null ? copy.saved : copy.plannedFor(day) });
  });
  return (
    <>
      <DateField
        label={copy.dueDay}
        value={dueAt === null ? null : dayOf(dueAt, timeZone)}
        onChange={(day) => {
          const next = day === null ? null : instantOfDay(day, timeZone);
          if (next !== null || openInstanceId !== null)
            plan.save({ taskId, instanceId: openInstanceId, dueAt: next });
        }}
      />
      <SaveLine save={plan} />
    </>
  );
}
