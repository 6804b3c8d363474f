import type { ReactNode } from "react";
import type { ServerView } from "#contract/server.ts";
import { useAccount } from "../../lib/account-context.tsx";
import { momentInWords } from "../../lib/days.ts";
import { Notice } from "../../ui/notice.tsx";
import { copy, number } from "./copy.ts";
import styles from "./server.module.css";
import { agoInWords, bytesInWords } from "./sizes.ts";

/** The few lines that say whether all is well. */
export function ServerState({ view }: { view: ServerView }) {
  const { timeZone } = useAccount();
  const { backups, database, people, maxUsers, replication, version } = view;
  const { lastProven, nextAt } = backups;
  return (
    <>
      {backups.late && <Notice>{copy.late}</Notice>}
      <dl className={styles.facts}>
        <Fact name={copy.lastProven}>
          {lastProven === null
            ? copy.noneProven
            : copy.lastProvenLine(
                agoInWords(Date.parse(lastProven.takenAt), Date.parse(view.now)),
                lastProven.rows,
                lastProven.places.length,
              )}
        </Fact>
        <Fact name={copy.next}>{nextAt === null ? copy.byHandOnly : momentInWords(nextAt, timeZone)}</Fact>
        <Fact name={copy.keptIn}>
          <ul className={styles.plain}>
            {backups.destinations.map((label) => (
              <li key={label} className={styles.path}>
                {label}
              </li>
            ))}
          </ul>
          {backups.encrypted && <p className={styles.soft}>{copy.encrypted}</p>}
        </Fact>
        {replication && (
          <Fact name={copy.runningCopy}>
            {replication.state === "running"
              ? copy.copyRunning(replication.to)
              : copy.copyStopped(replication.to)}{" "}
            {replication.sentence}
          </Fact>
        )}
        <Fact name={copy.people}>{maxUsers === null ? number(people) : copy.peopleOf(people, maxUsers)}</Fact>
        <Fact name={copy.database}>
          {database.version}
          {database.bytes !== null && `, ${bytesInWords(database.bytes)}`}
          <p className={styles.path}>{database.label}</p>
        </Fact>
        <Fact name={copy.version}>{version}</Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
