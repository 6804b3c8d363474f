import { useEffect } from "react";
import { useDraft } from "../../lib/use-draft.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { copy } from "./copy.ts";
import styles from "./task.module.css";
import { useQuickAdd } from "./use-quick-add.ts";

/** One box: a name and Enter. The focus stays, for the next one. */
export function QuickAdd() {
  const { value, change, clear } = useDraft("quick-add", { text: "" });
  const { waiting, refused, add } = useQuickAdd();

  useEffect(() => {
    // Nothing typed meanwhile is overwritten.
    if (refused !== null && value.text === "") change({ text: refused.name });
    // Only a new refusal puts words back.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [refused]);

  return (
    <div className={styles.quick}>
      <form
        className={styles.box}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const name = value.text.trim();
          if (name === "") return;
          add(name);
          clear();
        }}
      >
        <TextField
          label={copy.question}
          large
          autoComplete="off"
          enterKeyHint="done"
          maxLength={200}
          error={refused?.sentence}
          value={value.text}
          onChange={(event) => change({ text: event.target.value })}
        />
        {value.text.trim() !== "" && (
          <Button type="submit" variant="primary">
            {copy.add}
          </Button>
        )}
      </form>
      {waiting.length > 0 && (
        <ul className={styles.list}>
          {waiting.map((task) => (
            <li key={task.key} className={styles.row}>
              <span className={styles.name}>{task.name}</span>
              <span className={styles.soft}>{copy.waitingItem}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
