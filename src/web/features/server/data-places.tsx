import type { ServerView } from "#contract/server.ts";
import { copy } from "./copy.ts";
import styles from "./server.module.css";
import { bytesInWords } from "./sizes.ts";

/** Every place with its full path, for whoever looks for it with other tools. */
export function DataPlaces({ places }: { places: ServerView["places"] }) {
  if (places.length === 0) return <p className={styles.soft}>{copy.noPlaces}</p>;
  return (
    <dl className={styles.facts}>
      {places.map(({ label, path, bytes, note }) => (
        <div className={styles.fact} key={`${label} ${path}`}>
          <dt>{label}</dt>
          <dd>
            <p className={styles.path}>{path}</p>
            <p className={styles.soft}>
              {bytes === null
                ? (note ?? copy.notThere)
                : [bytesInWords(bytes), note ?? ""].filter((part) => part !== "").join(", ")}
            </p>
          </dd>
        </div>
      ))}
    </dl>
  );
}
