import { useState } from "react";
import type { BackupView } from "#contract/server.ts";
import { useAccount } from "../../lib/account-context.tsx";
import { apiUrl } from "../../lib/api.ts";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { copy, number, reasonOf } from "./copy.ts";
import { pathOf, useProveBackup } from "./queries.ts";
import { RestoreDialog } from "./restore-dialog.tsx";
import styles from "./server.module.css";
import { bytesInWords, shortMoment } from "./sizes.ts";

interface BackupTableProps {
  backups: readonly BackupView[];
  /** How many places there are; where a backup lies is only worth a line when there are several. */
  placesInUse: number;
  /** Work is under way, so nothing else can begin. */
  still: boolean;
}

interface BackupRowsProps {
  backup: BackupView;
  showsPlaces: boolean;
  still: boolean;
}

/** A table where there is room, one card for each backup on a phone. */
export function BackupTable({ backups, placesInUse, still }: BackupTableProps) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{copy.taken}</th>
          <th scope="col">{copy.proven}</th>
          <th scope="col">{copy.rows}</th>
          <th scope="col">{copy.size}</th>
        </tr>
      </thead>
      {backups.map((backup) => (
        <BackupRows key={backup.id} backup={backup} showsPlaces={placesInUse > 1} still={still} />
      ))}
    </table>
  );
}

function BackupRows({ backup, showsPlaces, still }: BackupRowsProps) {
  const { timeZone } = useAccount();
  const [asking, setAsking] = useState(false);
  const prove = useProveBackup(backup.id);
  const moment = shortMoment(backup.takenAt, timeZone);
  const { provenAt, rows, encrypted, places } = backup;
  return (
    <tbody className={styles.backup}>
      <tr>
        <th scope="row">
          {moment}
          <span className={styles.under}>
            {[reasonOf(backup), encrypted ? copy.encryptedShort : ""]
              .filter((part) => part !== "")
              .join(", ")}
          </span>
        </th>
        <td data-name={copy.proven}>
          {provenAt === null ? copy.notProven : shortMoment(provenAt, timeZone)}
        </td>
        <td data-name={copy.rows}>{rows === null ? "?" : number(rows)}</td>
        <td data-name={copy.size}>{bytesInWords(backup.size)}</td>
      </tr>
      <tr>
        <td colSpan={4}>
          {showsPlaces && <p className={styles.path}>{copy.liesIn(places)}</p>}
          {backup.troubles.map((trouble) => (
            <Notice key={trouble}>{trouble}</Notice>
          ))}
          <div className={styles.actions}>
            {!encrypted && (
              <Button
                variant="link"
                aria-label={copy.of(copy.prove, moment)}
                pending={prove.pending && !prove.waiting}
                disabled={still}
                onClick={() => prove.save({})}
              >
                {copy.prove}
              </Button>
            )}
            <a
              className={styles.download}
              aria-label={copy.of(copy.download, moment)}
              href={apiUrl(`${pathOf(backup.id)}/file`)}
              download
            >
              {copy.download}
            </a>
            {!encrypted && (
              <Button
                variant="link"
                aria-label={copy.of(copy.restore, moment)}
                disabled={still}
                onClick={() => setAsking(true)}
              >
                {copy.restore}
              </Button>
            )}
          </div>
          {encrypted && <p className={styles.soft}>{copy.encryptedHint}</p>}
          <SaveLine save={prove} />
          <RestoreDialog backup={backup} open={asking} onClose={() => setAsking(false)} />
        </td>
      </tr>
    </tbody>
  );
}
