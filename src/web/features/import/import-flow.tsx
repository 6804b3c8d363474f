import { useState } from "react";
import { Loaded } from "../../lib/loaded.tsx";
import { SaveLine } from "../../lib/save-line.tsx";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/error-line.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { copy } from "./copy.ts";
import { EarlierImports } from "./earlier-imports.tsx";
import { FileDrop } from "./file-drop.tsx";
import styles from "./import.module.css";
import { ImportProposal } from "./import-proposal.tsx";
import { ImportResult } from "./import-result.tsx";
import { useImport, useProposeImport } from "./queries.ts";

/** Choose, look, bring in, and the way back; a reload comes back to where it was. */
export function ImportFlow({ id, onId }: { id: string | null; onId: (id: string | null) => void }) {
  const [files, setFiles] = useState<File[]>([]);
  const propose = useProposeImport((proposed) => onId(proposed.id));
  const current = useImport(id);
  const send = (chosen: File[], timeZone: string | null) => {
    setFiles(chosen);
    propose.save({ files: chosen, timeZone });
  };

  if (id === null) {
    return (
      <div className={styles.stack}>
        <p>{copy.intro}</p>
        <FileDrop pending={propose.pending && !propose.waiting} onFiles={(chosen) => send(chosen, null)} />
        <SaveLine save={propose} />
        <EarlierImports />
      </div>
    );
  }
  const again = (
    <div>
      <Button variant="link" onClick={() => onId(null)}>
        {copy.again}
      </Button>
    </div>
  );
  return (
    <Loaded query={current}>
      {(view) => {
        switch (view.state) {
          case "reading":
          case "running":
            return (
              <ProgressBar
                label={view.state === "reading" ? copy.reading : copy.bringing}
                done={view.progress}
                total={1}
                detail={copy.percent(view.progress)}
              />
            );
          case "proposed":
            return (
              <div className={styles.stack}>
                <ImportProposal
                  view={view}
                  onLookAgain={files.length > 0 ? (timeZone) => send(files, timeZone) : undefined}
                />
                <SaveLine save={propose} />
                {again}
              </div>
            );
          case "failed":
            return (
              <div className={styles.stack}>
                <ErrorLine>{view.problem ?? copy.failed}</ErrorLine>
                {again}
              </div>
            );
          case "done":
          case "undone":
            return (
              <div className={styles.stack}>
                <ImportResult view={view} />
                {again}
              </div>
            );
        }
      }}
    </Loaded>
  );
}
