import { useState } from "react";
import type { AreaView } from "#contract/area.ts";
import { Loaded } from "../../lib/loaded.tsx";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";
import styles from "./area.module.css";
import { copy } from "./copy.ts";
import { NewArea } from "./new-area.tsx";
import { useAreas, useDeleteArea, useRenameArea } from "./queries.ts";

/** A person's areas: add, rename, remove. */
export function AreaSettings() {
  const areas = useAreas();
  return (
    <div className={styles.stack}>
      <p>{copy.hint}</p>
      <Loaded query={areas}>
        {(list) => (
          <ul className={styles.list}>
            {list.map((area) => (
              <AreaRow key={area.id} area={area} />
            ))}
          </ul>
        )}
      </Loaded>
      <NewArea />
    </div>
  );
}

function AreaRow({ area }: { area: AreaView }) {
  const [name, setName] = useState<string | null>(null);
  const toast = useToast();
  const rename = useRenameArea(() => setName(null));
  const remove = useDeleteArea(() => toast.show({ message: copy.removed(area.name) }));
  if (name !== null) {
    return (
      <li className={styles.stack}>
        <TextField
          label={copy.name}
          error={rename.problem?.fields["name"]}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <SaveLine save={rename} />
        <div className={styles.actions}>
          <Button
            pending={rename.pending && !rename.waiting}
            onClick={() => rename.save({ id: area.id, name })}
          >
            {copy.save}
          </Button>
          <Button variant="link" onClick={() => setName(null)}>
            {copy.cancel}
          </Button>
        </div>
      </li>
    );
  }
  return (
    <li className={styles.row}>
      <span>{area.name}</span>
      <span className={styles.actions}>
        <Button variant="link" onClick={() => setName(area.name)}>
          {copy.rename}
          <VisuallyHidden> {area.name}</VisuallyHidden>
        </Button>
        <Button variant="link" onClick={() => remove.save({ id: area.id })}>
          {copy.remove}
          <VisuallyHidden> {area.name}</VisuallyHidden>
        </Button>
      </span>
      <SaveLine save={remove} />
    </li>
  );
}
