import type { EmotionView } from "#contract/emotion.ts";
import { defaultPairs } from "#domain/emotion/emotion-pair.ts";
import { Loaded } from "../../lib/loaded.tsx";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { Fold } from "../../ui/fold.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";
import { copy } from "./copy.ts";
import styles from "./emotion.module.css";
import { NewEmotion } from "./new-emotion.tsx";
import { useDeleteEmotion, useEmotions } from "./queries.ts";

const seenAtOnce = 8;
const usual = new Set(defaultPairs.map(({ id }) => id));

/** The feelings that are asked: the usual pairs and one's own. */
export function EmotionSettings() {
  const emotions = useEmotions();
  return (
    <div className={styles.stack}>
      <p>{copy.hint}</p>
      <Loaded query={emotions}>
        {(list) => (
          <>
            <EmotionRows emotions={list.slice(0, seenAtOnce)} />
            {list.length > seenAtOnce && (
              <Fold summary={copy.more(list.length - seenAtOnce)}>
                <EmotionRows emotions={list.slice(seenAtOnce)} />
              </Fold>
            )}
          </>
        )}
      </Loaded>
      <NewEmotion />
    </div>
  );
}

function EmotionRows({ emotions }: { emotions: readonly EmotionView[] }) {
  return (
    <ul className={styles.list}>
      {emotions.map((emotion) => (
        <EmotionRow key={emotion.id} emotion={emotion} />
      ))}
    </ul>
  );
}

function EmotionRow({ emotion }: { emotion: EmotionView }) {
  const { id, positive, negative } = emotion;
  const toast = useToast();
  const remove = useDeleteEmotion(() => toast.show({ message: copy.removed(positive) }));
  return (
    <li className={styles.row}>
      <span>{negative === null ? positive : copy.pair(positive, negative)}</span>
      {!usual.has(id) && (
        <Button variant="link" onClick={() => remove.save({ id })}>
          {copy.remove}
          <VisuallyHidden> {positive}</VisuallyHidden>
        </Button>
      )}
      <SaveLine save={remove} />
    </li>
  );
}
