import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useAccount } from "../../lib/account-context.tsx";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { copy } from "./copy.ts";
import { useSignOut } from "./queries.ts";
import styles from "./session.module.css";

/** Signs out; whoever could not come back is told so first. */
export function SignOut() {
  const { kind } = useAccount();
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const signOut = useSignOut(() => void navigate({ to: "/" }));
  const leave = () => signOut.save({});
  return (
    <div className={styles.form}>
      <div>
        <Button
          pending={signOut.pending && !signOut.waiting}
          pendingLabel={copy.signingOut}
          onClick={() => (kind === "full" ? leave() : setAsking(true))}
        >
          {copy.signOut}
        </Button>
      </div>
      <SaveLine save={signOut} />
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={copy.signOutGuestTitle}
        actions={
          <>
            <Button
              variant="primary"
              onClick={() => {
                setAsking(false);
                document.getElementById("account")?.scrollIntoView();
              }}
            >
              {copy.keepFirst}
            </Button>
            <Button onClick={leave}>{copy.signOutAnyway}</Button>
          </>
        }
      >
        <p>{kind === "guest" ? copy.signOutGuest : copy.signOutTemporary}</p>
      </Dialog>
    </div>
  );
}
