import { useState } from "react";
import type { InstallationView } from "#contract/account.ts";
import { browserTimeZone } from "../../lib/browser-time-zone.ts";
import { Screen } from "../../lib/screen.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Mark } from "../../ui/mark.tsx";
import { copy } from "./copy.ts";
import { Join } from "./join.tsx";
import { NameAndPassword } from "./name-and-password.tsx";
import { useSignIn, useSignUp } from "./queries.ts";
import styles from "./session.module.css";
import { TryIt } from "./try-it.tsx";

type Way = "first" | "sign-up" | "sign-in";

interface WelcomeProps {
  installation: InstallationView;
  /** The session ended by itself, perhaps in the middle of something. */
  ended: boolean;
}

/** What one sees before being someone: what this is, and the ways in that are open here. */
export function Welcome({ installation, ended }: WelcomeProps) {
  const [way, setWay] = useState<Way>(ended ? "sign-in" : "first");
  const { authMode, registration, hasRoom } = installation;
  const open = registration !== "closed" && hasRoom;

  return (
    <Screen title={copy.welcomeTitle} hideTitle={false}>
      <div className={styles.welcome}>
        <Mark />
        {ended ? <Notice>{copy.signedOutLine}</Notice> : <p className={styles.sentence}>{copy.welcome}</p>}
        {!open && <EmptyState>{hasRoom ? copy.closed : copy.full}</EmptyState>}
        {way === "first" && open && authMode === "username" && <Join invite={registration === "invite"} />}
        {way === "first" && open && authMode === "password" && registration === "open" && <TryIt />}
        {way === "first" && open && authMode === "password" && registration === "invite" && (
          <p className={styles.hint}>{copy.invite}</p>
        )}
        {way === "first" && (
          <div className={styles.ways}>
            {open && authMode === "password" && (
              <Button variant="link" onClick={() => setWay("sign-up")}>
                {copy.orSignUp}
              </Button>
            )}
            <Button variant="link" onClick={() => setWay("sign-in")}>
              {copy.orSignIn}
            </Button>
          </div>
        )}
        {way === "sign-up" && <SignUp invite={registration === "invite"} />}
        {way === "sign-in" && <SignIn />}
        {way !== "first" && (
          <Button variant="link" onClick={() => setWay("first")}>
            {copy.back}
          </Button>
        )}
      </div>
    </Screen>
  );
}

function SignUp({ invite }: { invite: boolean }) {
  const signUp = useSignUp();
  return (
    <>
      {invite && <p className={styles.hint}>{copy.invite}</p>}
      <NameAndPassword
        label={copy.signUp}
        asks={{ username: true, password: "new", invitation: invite }}
        save={signUp}
        onSubmit={({ username, password, invitation }) =>
          signUp.save({
            username,
            password,
            timeZone: browserTimeZone(),
            ...(invitation && { invitation }),
          })
        }
      />
    </>
  );
}

function SignIn() {
  const signIn = useSignIn();
  return (
    <NameAndPassword
      label={copy.signIn}
      asks={{ username: true, password: "known" }}
      save={signIn}
      onSubmit={({ username, password }) => signIn.save({ username, password })}
    />
  );
}
