import type { TaskView } from "#contract/task.ts";
import { useAccount } from "../../lib/account-context.tsx";
import { dayInWords, dayOf } from "../../lib/days.ts";
import { LinkButton } from "../../lib/link-button.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";
import { copy } from "./copy.ts";
import styles from "./task.module.css";

/** Tasks below one another, each with its Start. */
export function TaskRows({ tasks }: { tasks: readonly TaskView[] }) {
  return (
    <ul className={styles.list}>
      {tasks.map((task) => (
        <li key={task.id} className={styles.row}>
          <TaskWords task={task} />
          <LinkButton to="/tasks/$taskId/start" params={{ taskId: task.id }}>
            {copy.start}
            <VisuallyHidden> {task.name}</VisuallyHidden>
          </LinkButton>
        </li>
      ))}
    </ul>
  );
}

/** A task's name, which leads to its page, and one line of what was done. */
export function TaskWords({ task }: { task: TaskView }) {
  const { timeZone } = useAccount();
  const facts = [
    task.completedCount > 0 && copy.doneTimes(task.completedCount),
    task.lastCompletedAt && copy.lastDone(dayInWords(dayOf(task.lastCompletedAt, timeZone), timeZone)),
    task.openInstanceDueAt && copy.plannedFor(dayInWords(dayOf(task.openInstanceDueAt, timeZone), timeZone)),
  ].filter(Boolean);
  return (
    <span className={styles.words}>
      <LinkButton variant="link" to="/tasks/$taskId" params={{ taskId: task.id }}>
        <span className={styles.name}>{task.name}</span>
      </LinkButton>
      {facts.length > 0 && <span className={styles.soft}>{facts.join(", ")}</span>}
    </span>
  );
}
