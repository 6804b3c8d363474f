import { useAccount } from "../../lib/account-context.tsx";
import { SaveLine } from "../../lib/save-line.tsx";
import { TimeZoneSelect } from "../../lib/time-zone-select.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { copy } from "./copy.ts";
import { useChangeProfile } from "./queries.ts";
import styles from "./session.module.css";

export function TimeZoneSetting() {
  const { timeZone } = useAccount();
  const toast = useToast();
  const change = useChangeProfile(() => toast.show({ message: copy.timeZoneSaved }));
  return (
    <div className={styles.form}>
      <TimeZoneSelect
        label={copy.timeZone}
        hint={copy.timeZoneHint}
        value={timeZone}
        onChange={(next) => change.save({ timeZone: next })}
      />
      <SaveLine save={change} />
    </div>
  );
}
