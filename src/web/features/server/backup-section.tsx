import type { ServerWorkView } from "#contract/server.ts";
import { Loaded } from "../../lib/loaded.tsx";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Notice } from "../../ui/notice.tsx";
import { BackupTable } from "./backup-table.tsx";
import { copy } from "./copy.ts";
import { useBackups, useMakeBackup } from "./queries.ts";
import styles from "./server.module.css";
import { Fold } from "../../ui/fold.tsx";
import { WorkLine } from "./work-line.tsx";

interface BackupSectionProps {
  troubles: readonly string[];
  destinations: readonly string[];
  work: ServerWorkView | null;
  /** Nothing answers just now. */
  away: boolean;
  /** What came to its end while one was looking. */
  ended: ServerWorkView | null;
}

/** So many are shown at once; the others are folded away. */
const shown = 5;

export function BackupSection({ troubles, destinations, work, away, ended }: BackupSectionProps) {
  const backups = useBackups();
  const make = useMakeBackup();
  const running = work?.state === "running";
  return (
    <>
      <p className={styles.soft}>{copy.backupsHint}</p>
      <div>
        <Button
          variant="primary"
          pending={(make.pending && !make.waiting) || running}
          pendingLabel={running ? copy.make : copy.making}
          onClick={() => make.save({})}
        >
          {copy.make}
        </Button>
      </div>
      <SaveLine save={make} />
      <WorkLine work={work} away={away} ended={ended} />
      {troubles.map((trouble) => (
        <Notice key={trouble}>{trouble}</Notice>
      ))}
      <Loaded query={backups}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState>{copy.noBackups}</EmptyState>
          ) : (
            <>
              <BackupTable
                backups={items.slice(0, shown)}
                placesInUse={destinations.length}
                still={running}
              />
              {items.length > shown && (
                <Fold summary={copy.older(items.length - shown)}>
                  <BackupTable
                    backups={items.slice(shown)}
                    placesInUse={destinations.length}
                    still={running}
                  />
                </Fold>
              )}
            </>
          )
        }
      </Loaded>
    </>
  );
}
