import { browserTimeZone } from "../../lib/browser-time-zone.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { copy } from "./copy.ts";
import { useBecomeGuest } from "./queries.ts";
import styles from "./session.module.css";

/** The shortest way in: a guest of this browser. */
export function TryIt() {
  const guest = useBecomeGuest();
  return (
    <div className={styles.form}>
      <Button
        variant="primary"
        wide
        pending={guest.pending}
        pendingLabel={copy.starting}
        onClick={() => guest.save({ timeZone: browserTimeZone() })}
      >
        {copy.tryIt}
      </Button>
      <p className={styles.hint}>{copy.tryItHint}</p>
      <SaveLine save={guest} />
    </div>
  );
}
