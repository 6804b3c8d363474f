import { useState } from "react";
import type { BackupView } from "#contract/server.ts";
import { useAccount } from "../../lib/account-context.tsx";
import { momentInWords } from "../../lib/days.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { copy } from "./copy.ts";
import { useRestoreBackup } from "./queries.ts";
import styles from "./server.module.css";

interface RestoreDialogProps {
  backup: BackupView;
  open: boolean;
  onClose: () => void;
}

/** Says what is replaced and what becomes of the rest, and asks for a word that nobody types by chance. */
export function RestoreDialog({ backup, open, onClose }: RestoreDialogProps) {
  const { timeZone } = useAccount();
  const [word, setWord] = useState("");
  const close = () => {
    setWord("");
    onClose();
  };
  const restore = useRestoreBackup(backup.id, close);
  const typed = word.trim().toLowerCase() === "restore";
  const go = () => {
    if (typed) restore.save({ confirm: "restore" });
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={copy.restoreTitle(momentInWords(backup.takenAt, timeZone))}
      actions={
        <>
          <Button
            variant="primary"
            disabled={!typed}
            pending={restore.pending && !restore.waiting}
            pendingLabel={copy.restoring}
            onClick={go}
          >
            {copy.restoreNow}
          </Button>
          <Button onClick={close}>{copy.notNow}</Button>
        </>
      }
    >
      <div className={styles.stack}>
        <p>{copy.restoreWhat(backup.people)}</p>
        <p>{copy.restoreNewer}</p>
        <p>{copy.restoreMeanwhile}</p>
        {backup.provenAt === null && <p>{copy.restoreUnproven}</p>}
      </div>
      <TextField
        label={copy.restoreWord}
        value={word}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => setWord(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") go();
        }}
      />
      <SaveLine save={restore} />
    </Dialog>
  );
}
