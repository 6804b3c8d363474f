import { useState } from "react";
import type { ImportUndoReport, ImportView } from "#contract/import.ts";
import { LinkButton } from "../../lib/link-button.tsx";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { copy, tableNames, uncounted } from "./copy.ts";
import styles from "./import.module.css";
import { ImportCounts } from "./import-counts.tsx";
import { NamedRows } from "./named-rows.tsx";
import { useUndoImport } from "./queries.ts";

/** What came of it, and the way back. */
export function ImportResult({ view }: { view: ImportView }) {
  const [undone, setUndone] = useState<ImportUndoReport | null>(null);
  const undo = useUndoImport(view.id, setUndone);
  if (undone !== null || view.state === "undone") {
    return (
      <div className={styles.stack}>
        <p>{copy.undone}</p>
        {undone !== null && (
          <>
            <h2>{copy.removedTitle}</h2>
            <ul className={styles.list}>
              {Object.entries(undone.removed)
                .filter(([table, count]) => count > 0 && !uncounted.has(table))
                .map(([table, count]) => (
                  <li key={table}>{copy.removedLine(count, tableNames[table] ?? table)}</li>
                ))}
            </ul>
            <NamedRows heading={copy.keptTitle} rows={undone.kept} />
          </>
        )}
      </div>
    );
  }
  return (
    <div className={styles.stack}>
      <h2 className={styles.heading}>{copy.resultTitle}</h2>
      <p>{copy.done}</p>
      {view.report !== null && <ImportCounts report={view.report} />}
      <div className={styles.actions}>
        <LinkButton variant="primary" to="/tasks">
          {copy.toTasks}
        </LinkButton>
        <Button
          variant="link"
          pending={undo.pending && !undo.waiting}
          pendingLabel={copy.undoing}
          onClick={() => undo.save({})}
        >
          {copy.undo}
        </Button>
        <p className={styles.soft}>{copy.undoHint}</p>
        <SaveLine save={undo} />
      </div>
    </div>
  );
}
