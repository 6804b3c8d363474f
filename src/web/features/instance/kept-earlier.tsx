import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { copy } from "./copy.ts";

/** Says that a form opened with what was entered at an earlier visit. */
export function KeptEarlier({ draft }: { draft: { restored: boolean; clear: () => void } }) {
  if (!draft.restored) return null;
  return (
    <Notice
      action={
        <Button variant="link" onClick={draft.clear}>
          {copy.startEmpty}
        </Button>
      }
    >
      {copy.keptEarlier}
    </Notice>
  );
}
