import type { TaskView } from "#contract/task.ts";
import { LinkButton } from "../../lib/link-button.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";
import { copy } from "./copy.ts";
import styles from "./task.module.css";

/** The next doable thing: the largest on the screen. */
export function NextTask({ task }: { task: TaskView }) {
  return (
    <div className={styles.next}>
      <h2 className={styles.nextName}>{task.name}</h2>
      <LinkButton variant="primary" wide to="/tasks/$taskId/start" params={{ taskId: task.id }}>
        {copy.start}
        <VisuallyHidden> {task.name}</VisuallyHidden>
      </LinkButton>
    </div>
  );
}
