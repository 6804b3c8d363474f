import { apiUrl } from "../../lib/api.ts";
import { LinkButton } from "../../lib/link-button.tsx";
import { copy } from "./copy.ts";
import styles from "./import.module.css";

/** The ways in and out for a person's data. */
export function BringAndTake() {
  return (
    <div className={styles.ways}>
      <LinkButton variant="link" to="/import">
        {copy.bring}
      </LinkButton>
      <a className={styles.download} href={apiUrl("/export", { format: "archive" })} download>
        {copy.downloadAll}
      </a>
      <p className={styles.soft}>{copy.downloadAllHint}</p>
      <p className={styles.otherForms}>{copy.otherForms}</p>
      <ul className={styles.downloads}>
        <li>
          <a className={styles.download} href={apiUrl("/export", { format: "spreadsheet" })} download>
            {copy.downloadSpreadsheet}
          </a>
        </li>
        <li>
          <a className={styles.download} href={apiUrl("/export", { format: "csv" })} download>
            {copy.downloadCsv}
          </a>
        </li>
      </ul>
    </div>
  );
}
