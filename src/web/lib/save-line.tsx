import { Button } from "../ui/button.tsx";
import { ErrorLine } from "../ui/error-line.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Save } from "./use-save.ts";

/** What has become of a save, in one quiet line beside its button; nothing while all is well. */
export function SaveLine({ save }: { save: Pick<Save<never>, "waiting" | "problem" | "discard"> }) {
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
          The server cannot be reached just now. What you entered is kept; trying again.
        </Notice>
      </div>
    );
  }
  // A sentence that belongs to a field is shown at that field.
  if (save.problem && Object.keys(save.problem.fields).length === 0)
    return <ErrorLine>{save.problem.sentence}</ErrorLine>;
  return null;
}
