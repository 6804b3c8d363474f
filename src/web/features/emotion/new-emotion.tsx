import { SaveLine } from "../../lib/save-line.tsx";
import { useDraft } from "../../lib/use-draft.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { copy } from "./copy.ts";
import styles from "./emotion.module.css";
import { useCreateEmotion } from "./queries.ts";

/** One word makes a feeling, two opposite ones make a pair. */
export function NewEmotion() {
  const draft = useDraft("new-emotion", { positive: "", negative: "" });
  const create = useCreateEmotion(draft.clear);
  const positive = draft.value.positive.trim();
  const negative = draft.value.negative.trim();
  return (
    <form
      className={styles.stack}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (positive !== "") create.save({ positive, ...(negative !== "" && { negative }) });
      }}
    >
      <TextField
        label={copy.positive}
        error={create.problem?.fields["positive"]}
        value={draft.value.positive}
        onChange={(event) => draft.change({ positive: event.target.value })}
      />
      <TextField
        label={copy.negative}
        error={create.problem?.fields["negative"]}
        value={draft.value.negative}
        onChange={(event) => draft.change({ negative: event.target.value })}
      />
      <SaveLine save={create} />
      <div>
        <Button type="submit" pending={create.pending && !create.waiting}>
          {copy.add}
        </Button>
      </div>
    </form>
  );
}
