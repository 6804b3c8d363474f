import type { AreaView } from "#contract/area.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { useDraft } from "../../lib/use-draft.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import styles from "./area.module.css";
import { copy } from "./copy.ts";
import { useCreateArea } from "./queries.ts";

/** A name and a press. Not a form of its own, because it also stands inside the task's form. */
export function NewArea({ onCreated }: { onCreated?: (area: AreaView) => void }) {
  const draft = useDraft("new-area", { name: "" });
  const create = useCreateArea((area) => {
    draft.clear();
    onCreated?.(area);
  });
  const name = draft.value.name.trim();
  const save = () => {
    if (name !== "") create.save({ name });
  };
  return (
    <>
      <div className={styles.add}>
        <TextField
          label={copy.newArea}
          error={create.problem?.fields["name"]}
          value={draft.value.name}
          onChange={(event) => draft.change({ name: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            save();
          }}
        />
        <Button pending={create.pending && !create.waiting} onClick={save}>
          {copy.add}
        </Button>
      </div>
      <SaveLine save={create} />
    </>
  );
}
