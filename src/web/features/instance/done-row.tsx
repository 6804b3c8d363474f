import type { InstanceView } from "#contract/instance.ts";
import { useAccount } from "../../lib/account-context.tsx";
import { dayInWords } from "../../lib/days.ts";
import { LinkButton } from "../../lib/link-button.tsx";
import { cancelLabel } from "./cancel-label.ts";
import { capitalized, copy } from "./copy.ts";
import styles from "./instance.module.css";
import { revealSentence } from "./reveal-sentence.ts";

/** One line of what was done or let go. */
export function DoneRow({ instance }: { instance: InstanceView }) {
  const { timeZone } = useAccount();
  const day = instance.closedOn === null ? "" : capitalized(dayInWords(instance.closedOn, timeZone));
  const letGo = instance.state === "cancelled";
  const sentence = letGo
    ? `${capitalized(copy.cancelled)}: ${cancelLabel(instance.cancelCategory)}.`
    : revealSentence(instance.forecast.aversion, instance.outcome.aversion);
  return (
    <li>
      <LinkButton variant="link" to="/instances/$instanceId" params={{ instanceId: instance.id }}>
        <span className={styles.cardName}>{instance.taskName}</span>
      </LinkButton>
      <p className={styles.soft}>{[day && `${day}.`, sentence].filter(Boolean).join(" ")}</p>
    </li>
  );
}
