import { useState } from "react";
import type { InstanceView } from "#contract/instance.ts";
import { useAccount } from "../../lib/account-context.tsx";
import { momentInWords } from "../../lib/days.ts";
import { Loaded } from "../../lib/loaded.tsx";
import { Fold } from "../../ui/fold.tsx";
import { changeInWords } from "./change-in-words.ts";
import { copy, eventNames } from "./copy.ts";
import styles from "./instance.module.css";
import { useInstanceHistory } from "./queries.ts";

/** Everything that happened to it, the newest first; read when it is opened. */
export function InstanceHistory({ instance }: { instance: InstanceView }) {
  const { timeZone } = useAccount();
  const [open, setOpen] = useState(false);
  const history = useInstanceHistory(instance.id, open);
  return (
    <Fold summary={copy.history} onToggle={setOpen}>
      <Loaded query={history}>
        {({ items }) => (
          <ol className={styles.list}>
            {items.toReversed().map((event) => (
              <li key={event.seq}>
                <p>{eventNames[event.type] ?? event.type}</p>
                <p className={styles.soft}>{momentInWords(event.at, timeZone)}</p>
                {event.reason !== null && event.reason !== "" && <p>{event.reason}</p>}
                {event.changes
                  .filter(({ after }) => after !== event.reason)
                  .map((change) => (
                    <p key={change.field} className={styles.soft}>
                      {changeInWords(change, timeZone)}
                    </p>
                  ))}
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Fold>
  );
}
