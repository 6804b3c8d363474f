import { useState } from "react";
import type { ApiProblem } from "../../lib/api-problem.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { copy } from "./copy.ts";
import styles from "./session.module.css";

export interface Credentials {
  username: string;
  password: string;
  invitation: string;
}

interface NameAndPasswordProps {
  label: string;
  /** Which boxes are asked. */
  asks: { username?: boolean; password?: "new" | "known"; invitation?: boolean };
  save: { pending: boolean; waiting: boolean; problem: ApiProblem | null; discard: () => void };
  onSubmit: (credentials: Credentials) => void;
}

/** The few boxes of signing up, signing in, joining and keeping. Nothing of it is kept in the browser. */
export function NameAndPassword({ label, asks, save, onSubmit }: NameAndPasswordProps) {
  const [values, setValues] = useState<Credentials>({ username: "", password: "", invitation: "" });
  const [asked, setAsked] = useState(false);
  const change = (fields: Partial<Credentials>) => setValues((before) => ({ ...before, ...fields }));
  const missingName = asks.username === true && values.username.trim() === "";
  const missingPassword = asks.password !== undefined && values.password === "";
  const { problem } = save;
  const aboutName = problem?.code.startsWith("username") ? problem.sentence : problem?.fields["username"];
  const aboutPassword = problem?.is("password-too-short") ? problem.sentence : problem?.fields["password"];
  const atField = aboutName !== undefined || aboutPassword !== undefined;

  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (!missingName && !missingPassword) onSubmit(values);
      }}
    >
      {asks.username && (
        <TextField
          label={copy.username}
          hint={asks.password === "known" ? undefined : copy.usernameHint}
          error={asked && missingName ? copy.noName : aboutName}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={values.username}
          onChange={(event) => change({ username: event.target.value })}
        />
      )}
      {problem !== null && problem.suggestions.length > 0 && (
        <div className={styles.ways}>
          {problem.suggestions.map((name) => (
            <Button key={name} variant="link" onClick={() => change({ username: name })}>
              {copy.free} {name}
            </Button>
          ))}
        </div>
      )}
      {asks.password && (
        <TextField
          label={copy.password}
          hint={asks.password === "new" ? copy.passwordHint : undefined}
          error={asked && missingPassword ? copy.noPassword : aboutPassword}
          type="password"
          autoComplete={asks.password === "new" ? "new-password" : "current-password"}
          value={values.password}
          onChange={(event) => change({ password: event.target.value })}
        />
      )}
      {asks.invitation && (
        <TextField
          label={copy.invitation}
          hint={copy.invitationHint}
          error={problem?.fields["invitation"]}
          value={values.invitation}
          onChange={(event) => change({ invitation: event.target.value })}
        />
      )}
      <SaveLine save={atField ? { ...save, problem: null } : save} />
      <Button type="submit" variant="primary" wide pending={save.pending && !save.waiting}>
        {label}
      </Button>
    </form>
  );
}
