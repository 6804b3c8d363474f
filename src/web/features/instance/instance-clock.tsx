import type { InstanceView } from "#contract/instance.ts";
import { useAccount } from "../../lib/account-context.tsx";
import { dayInWords, dayOf } from "../../lib/days.ts";
import { onThisDevice, serverNow } from "../../lib/server-clock.ts";
import { Clock } from "../../ui/clock.tsx";
import { dayMs, elapsedAt } from "../../ui/clock-time.ts";
import { copy } from "./copy.ts";
import styles from "./instance.module.css";

/**
 * The clock of one instance; right also after a reload and on a device whose own clock is wrong. One that has run for
 * days was forgotten or brought along by an import: then it says since when instead of counting seconds.
 */
export function InstanceClock({ instance, large = false }: { instance: InstanceView; large?: boolean }) {
  const { timeZone } = useAccount();
  const { workedMs, asOf, running } = instance.clock;
  const worked = elapsedAt(serverNow(), { elapsedMs: workedMs, atMs: Date.parse(asOf), running });
  const since = instance.firstStartedAt;
  if (running && since !== null && worked >= dayMs) {
    return <span className={styles.soft}>{copy.since(dayInWords(dayOf(since, timeZone), timeZone))}</span>;
  }
  return (
    <Clock
      elapsedMs={workedMs}
      atMs={onThisDevice(asOf)}
      running={running}
      label={copy.clock}
      large={large && worked < dayMs}
    />
  );
}
