import type { InstanceView } from "#contract/instance.ts";
import { onThisDevice } from "../../lib/server-clock.ts";
import { Clock } from "../../ui/clock.tsx";
import { copy } from "./copy.ts";

/** The clock of one instance; right also after a reload and on a device whose own clock is wrong. */
export function InstanceClock({ instance, large }: { instance: InstanceView; large?: boolean }) {
  const { workedMs, asOf, running } = instance.clock;
  return (
    <Clock
      elapsedMs={workedMs}
      atMs={onThisDevice(asOf)}
      running={running}
      label={copy.clock}
      large={large}
    />
  );
}
