import { useState } from "react";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { copy } from "./copy.ts";
import { useChangePassword } from "./queries.ts";
import styles from "./session.module.css";

export function ChangePassword() {
  const toast = useToast();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useChangePassword(() => {
    setCurrent("");
    setNext("");
    toast.show({ message: copy.passwordChanged });
  });
  const { problem } = change;
  const aboutNext = problem?.is("password-too-short") ? problem.sentence : problem?.fields["next"];
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (next !== "") change.save({ current, next });
      }}
    >
      <TextField
        label={copy.currentPassword}
        type="password"
        autoComplete="current-password"
        error={problem?.fields["current"]}
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <TextField
        label={copy.newPassword}
        hint={copy.passwordHint}
        type="password"
        autoComplete="new-password"
        error={aboutNext}
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
      <SaveLine save={aboutNext === undefined ? change : { ...change, problem: null }} />
      <Button type="submit" pending={change.pending && !change.waiting} pendingLabel={copy.saving}>
        {copy.save}
      </Button>
    </form>
  );
}
