import { useState } from "react";
import type { ServerView } from "#contract/server.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { ButtonRow } from "../../ui/button-row.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { copy } from "./copy.ts";
import { useClearNotice, useSetNotice } from "./queries.ts";
import styles from "./server.module.css";

/** The line that everybody sees: set, changed, taken away. */
export function NoticeForm({ notice }: { notice: ServerView["notice"] }) {
  const toast = useToast();
  const [text, setText] = useState("");
  const set = useSetNotice(() => {
    setText("");
    toast.show({ message: copy.noticeIsSet });
  });
  const clear = useClearNotice(() => toast.show({ message: copy.noticeIsClear }));
  const problem = set.problem?.fields["text"];
  return (
    <form
      className={styles.stack}
      onSubmit={(event) => {
        event.preventDefault();
        set.save({ text });
      }}
    >
      {notice && (
        <div>
          <p className={styles.soft}>{copy.noticeNow}</p>
          <p>{notice.text}</p>
        </div>
      )}
      <TextField
        label={copy.noticeLabel}
        hint={copy.noticeHint}
        value={text}
        maxLength={300}
        error={problem}
        onChange={(event) => setText(event.target.value)}
      />
      <ButtonRow>
        <Button type="submit" pending={set.pending && !set.waiting} pendingLabel={copy.noticeSaving}>
          {notice ? copy.noticeChange : copy.noticeSet}
        </Button>
        {notice && (
          <Button variant="link" pending={clear.pending && !clear.waiting} onClick={() => clear.save({})}>
            {copy.noticeClear}
          </Button>
        )}
      </ButtonRow>
      <SaveLine save={set} />
      <SaveLine save={clear} />
    </form>
  );
}
