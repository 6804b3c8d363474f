import { Button } from "../../ui/button.tsx";
import { copy } from "./copy.ts";

interface StartButtonsProps {
  /** Which of the two was pressed and is on its way. */
  busy: "start" | "later" | null;
  onLater: () => void;
}

/** Start submits the form it stands in; the other one keeps the answers for later. */
export function StartButtons({ busy, onLater }: StartButtonsProps) {
  return (
    <>
      <Button type="submit" variant="primary" wide pending={busy === "start"} pendingLabel={copy.starting}>
        {copy.start}
      </Button>
      <Button wide pending={busy === "later"} onClick={onLater}>
        {copy.saveForLater}
      </Button>
    </>
  );
}
