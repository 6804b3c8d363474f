import { browserTimeZone } from "../../lib/browser-time-zone.ts";
import { copy } from "./copy.ts";
import { NameAndPassword } from "./name-and-password.tsx";
import { useSignUp } from "./queries.ts";
import styles from "./session.module.css";

/** Under AUTH_MODE=username: a name, and one is in. */
export function Join({ invite }: { invite: boolean }) {
  const join = useSignUp();
  return (
    <>
      <p className={styles.hint}>{invite ? copy.invite : copy.joinHint}</p>
      <NameAndPassword
        label={copy.join}
        asks={{ username: true, invitation: invite }}
        save={join}
        onSubmit={({ username, invitation }) =>
          join.save({ username, timeZone: browserTimeZone(), ...(invitation && { invitation }) })
        }
      />
    </>
  );
}
