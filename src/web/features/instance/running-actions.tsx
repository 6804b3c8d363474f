import { type ReactNode, useState } from "react";
import type { InstanceView } from "#contract/instance.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { copy } from "./copy.ts";
import styles from "./instance.module.css";
import { LaterDialog } from "./later-dialog.tsx";
import { NotThisDialog } from "./not-this-dialog.tsx";
import { PauseDialog } from "./pause-dialog.tsx";
import { useInstanceVerb } from "./queries.ts";

interface RunningActionsProps {
  instance: InstanceView;
  /** Stands below "Go on" while it is paused. */
  done: ReactNode;
  /** After it was put off or let go. */
  onGone?: () => void;
}

/** Pause, go on, later, not this. */
export function RunningActions({ instance, done, onGone }: RunningActionsProps) {
  const [asking, setAsking] = useState<"pause" | "later" | "not-this" | null>(null);
  const resume = useInstanceVerb(instance.id);
  const close = () => setAsking(null);
  const running = instance.state === "active";
  return (
    <>
      {!running && (
        <Button
          variant="primary"
          wide
          pending={resume.pending && !resume.waiting}
          onClick={() => resume.save({ verb: "resume" })}
        >
          {copy.resume}
        </Button>
      )}
      {done}
      <div className={styles.row}>
        {running && <Button onClick={() => setAsking("pause")}>{copy.pause}</Button>}
        <Button variant="link" onClick={() => setAsking("later")}>
          {copy.later}
        </Button>
        <Button variant="link" onClick={() => setAsking("not-this")}>
          {copy.notThis}
        </Button>
      </div>
      <SaveLine save={resume} />
      <PauseDialog instance={instance} open={asking === "pause"} onClose={close} />
      <LaterDialog instance={instance} open={asking === "later"} onClose={close} onGone={onGone} />
      <NotThisDialog instance={instance} open={asking === "not-this"} onClose={close} onGone={onGone} />
    </>
  );
}
