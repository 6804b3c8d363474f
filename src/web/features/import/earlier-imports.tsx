import type { ImportView } from "#contract/import.ts";
import { useAccount } from "../../lib/account-context.tsx";
import { momentInWords } from "../../lib/days.ts";
import { LinkButton } from "../../lib/link-button.tsx";
import { copy } from "./copy.ts";
import styles from "./import.module.css";
import { useImports } from "./queries.ts";

const told = new Set<ImportView["state"]>(["running", "done", "undone"]);

/** What was brought before, the newest first; each leads to what it brought and to its undo. Nothing when there is none. */
export function EarlierImports() {
  const { timeZone } = useAccount();
  const { data } = useImports();
  const imports = (data ?? [])
    .filter(({ state }) => told.has(state))
    .toSorted((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt));
  if (imports.length === 0) return null;
  return (
    <section className={styles.tight} aria-label={copy.earlierTitle}>
      <h2>{copy.earlierTitle}</h2>
      <ul className={styles.earlier}>
        {imports.map((one) => (
          <li key={one.id}>
            <LinkButton variant="link" to="/import" search={{ id: one.id }}>
              {momentInWords(one.finishedAt ?? one.createdAt, timeZone)}
            </LinkButton>
            <p className={styles.soft}>{lineOf(one)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function lineOf({ state, report }: ImportView): string {
  if (state === "undone") return copy.undoneShort;
  if (state === "running" || report === null) return copy.underWay;
  return copy.broughtLine(report.tables["task"]?.new ?? 0, report.tables["instance"]?.new ?? 0);
}
