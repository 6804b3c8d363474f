import { Button } from "../ui/button.tsx";
import { ErrorLine } from "../ui/error-line.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Save } from "./use-save.ts";

interface SaveLineProps {
  save: Pick<Save<never>, "waiting" | "problem" | "discard"> & Partial<Pick<Save<never>, "because">>;
  /** The fields may be folded away, so their sentences are said here as well. */
  folded?: boolean;
}

/** What has become of a save, in one quiet line beside its button; nothing while all is well. */
export function SaveLine({ save, folded = false }: SaveLineProps) {
  if (save.waiting) {
    return (
      <div data-save-line="">
        <Notice
          action={
            <Button variant="link" onClick={save.discard}>
              Stop trying
            </Button>
          }
        >
          {save.because ?? "The server cannot be reached just now. What you entered is kept; trying again."}
        </Notice>
      </div>
    );
  }
  // A sentence that belongs to a field is shown at that field.
  if (save.problem === null) return null;
  const [atField] = Object.values(save.problem.fields);
  if (atField === undefined) return <ErrorLine>{save.problem.sentence}</ErrorLine>;
  return folded ? <ErrorLine>{atField}</ErrorLine> : null;
}
