import { useAccount } from "../../lib/account-context.tsx";
import { Fold } from "../../ui/fold.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { ChangePassword } from "./change-password.tsx";
import { copy } from "./copy.ts";
import { NameAndPassword } from "./name-and-password.tsx";
import { useChangePassword, useChangeProfile, useSignUp } from "./queries.ts";
import styles from "./session.module.css";

/** Name and password: keeping a guest, protecting a temporary account, or changing both. */
export function AccountSettings() {
  const account = useAccount();
  if (account.kind === "guest") return <Claim />;
  return (
    <div className={styles.form}>
      <p>{account.username}</p>
      {account.kind === "temporary" ? (
        <Protect />
      ) : (
        <Fold summary={copy.changePassword}>
          <ChangePassword />
        </Fold>
      )}
      <Fold summary={copy.rename}>
        <Rename />
      </Fold>
    </div>
  );
}

function Claim() {
  const toast = useToast();
  const claim = useSignUp(() => toast.show({ message: copy.claimed }));
  return (
    <div className={styles.form}>
      <p>{copy.guestLine}</p>
      <p className={styles.hint}>{copy.claim}</p>
      <NameAndPassword
        label={copy.claimButton}
        asks={{ username: true, password: "new" }}
        save={claim}
        onSubmit={({ username, password }) => claim.save({ username, password })}
      />
    </div>
  );
}

function Protect() {
  const toast = useToast();
  const protect = useChangePassword(() => toast.show({ message: copy.protected }));
  return (
    <div className={styles.form}>
      <p className={styles.hint}>{copy.protectHint}</p>
      <NameAndPassword
        label={copy.protectButton}
        asks={{ password: "new" }}
        save={protect}
        onSubmit={({ password }) => protect.save({ next: password })}
      />
    </div>
  );
}

function Rename() {
  const toast = useToast();
  const rename = useChangeProfile(() => toast.show({ message: copy.renamed }));
  return (
    <NameAndPassword
      label={copy.save}
      asks={{ username: true }}
      save={rename}
      onSubmit={({ username }) => rename.save({ username })}
    />
  );
}
