import { useId, useState } from "react";
import type { ReactNode } from "react";
import type { ServerWorkView } from "#contract/server.ts";
import { Loaded } from "../../lib/loaded.tsx";
import { BackupSection } from "./backup-section.tsx";
import { ConnectionSection } from "./connection-section.tsx";
import { copy } from "./copy.ts";
import { DataPlaces } from "./data-places.tsx";
import { NoticeForm } from "./notice-form.tsx";
import { useServer, useServerWork, useWorkEnd } from "./queries.ts";
import styles from "./server.module.css";
import { ServerState } from "./server-state.tsx";

/** All that an admin looks after, on one page. */
export function ServerPage() {
  const server = useServer();
  const work = useServerWork();
  const [ended, setEnded] = useState<ServerWorkView | null>(null);
  useWorkEnd(work.data, setEnded);
  return (
    <Loaded query={server}>
      {(view) => (
        <>
          <Part heading={copy.state}>
            <ServerState view={view} />
          </Part>
          <Part heading={copy.backups}>
            <BackupSection
              troubles={view.backups.troubles}
              destinations={view.backups.destinations}
              work={work.data ?? null}
              away={work.failureCount > 0}
              ended={ended}
            />
          </Part>
          <Part heading={copy.places}>
            <DataPlaces places={view.places} />
          </Part>
          <Part heading={copy.connection}>
            <ConnectionSection />
          </Part>
          <Part heading={copy.notice}>
            <NoticeForm notice={view.notice} />
          </Part>
        </>
      )}
    </Loaded>
  );
}

function Part({ heading, children }: { heading: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h2 className={styles.heading} id={id}>
        {heading}
      </h2>
      {children}
    </section>
  );
}
