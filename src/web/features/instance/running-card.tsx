import type { InstanceView } from "#contract/instance.ts";
import { LinkButton } from "../../lib/link-button.tsx";
import { copy } from "./copy.ts";
import { InstanceClock } from "./instance-clock.tsx";
import styles from "./instance.module.css";
import { RunningActions } from "./running-actions.tsx";

interface RunningCardProps {
  instance: InstanceView;
  /** On its own screen the clock is the largest thing. */
  alone?: boolean;
  onGone?: () => void;
}

/** What is running now: its clock and the four ways on. */
export function RunningCard({ instance, alone = false, onGone }: RunningCardProps) {
  const running = instance.state === "active";
  const done = (
    <LinkButton
      variant={running ? "primary" : "quiet"}
      wide
      to="/instances/$instanceId/finish"
      params={{ instanceId: instance.id }}
    >
      {copy.done}
    </LinkButton>
  );
  return (
    <div className={alone ? styles.stack : styles.card}>
      <div className={styles.row}>
        {!alone && (
          <LinkButton variant="link" to="/instances/$instanceId" params={{ instanceId: instance.id }}>
            <span className={styles.name}>{instance.taskName}</span>
          </LinkButton>
        )}
        <InstanceClock instance={instance} large={alone} />
        {!running && <span className={styles.soft}>{copy.paused}</span>}
        {instance.progress !== null && <span className={styles.soft}>{copy.soFar(instance.progress)}</span>}
      </div>
      {alone && instance.description !== "" && <p>{instance.description}</p>}
      {running && done}
      <RunningActions instance={instance} done={running ? null : done} onGone={onGone} />
    </div>
  );
}
