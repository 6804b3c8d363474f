import { useState } from "react";
import type { InstanceView } from "#contract/instance.ts";
import { useAccount } from "../../lib/account-context.tsx";
import { dayInWords, dayOf, today } from "../../lib/days.ts";
import { LinkButton } from "../../lib/link-button.tsx";
import { Button } from "../../ui/button.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";
import styles from "./instance.module.css";
import { LaterDialog } from "./later-dialog.tsx";
import { NotThisDialog } from "./not-this-dialog.tsx";
import { copy } from "./copy.ts";

interface PlannedCardProps {
  instance: InstanceView;
  /** The one thing on Today: larger, with the large Start. */
  first?: boolean;
}

/** Something meant for a day, or for some time: start it, move it, or let it go. */
export function PlannedCard({ instance, first = false }: PlannedCardProps) {
  const { timeZone } = useAccount();
  const [asking, setAsking] = useState<"move" | "not-this" | null>(null);
  const due = instance.dueAt === null ? null : dayOf(instance.dueAt, timeZone);
  const passed = due !== null && due < today(timeZone);
  const line =
    due === null
      ? copy.someTime
      : passed
        ? copy.wasPlanned(dayInWords(due, timeZone))
        : copy.plannedFor(dayInWords(due, timeZone));
  const close = () => setAsking(null);
  const start = (
    <LinkButton
      variant={first ? "primary" : "quiet"}
      wide={first}
      to="/tasks/$taskId/start"
      params={{ taskId: instance.taskId }}
      search={{ instance: instance.id }}
    >
      {copy.start}
      <VisuallyHidden> {instance.taskName}</VisuallyHidden>
    </LinkButton>
  );
  return (
    <div className={first ? styles.card : styles.planned}>
      <div className={first ? styles.tight : styles.plannedLine}>
        <div className={styles.words}>
          <h3 className={first ? styles.name : styles.cardName}>{instance.taskName}</h3>
          <p className={styles.soft}>{line}</p>
        </div>
        {start}
      </div>
      <div className={styles.row}>
        <Button variant="link" onClick={() => setAsking("move")}>
          {copy.move}
          <VisuallyHidden> {instance.taskName}</VisuallyHidden>
        </Button>
        <Button variant="link" onClick={() => setAsking("not-this")}>
          {copy.notThis}
          <VisuallyHidden> {instance.taskName}</VisuallyHidden>
        </Button>
      </div>
      <LaterDialog instance={instance} open={asking === "move"} onClose={close} />
      <NotThisDialog instance={instance} open={asking === "not-this"} onClose={close} />
    </div>
  );
}
