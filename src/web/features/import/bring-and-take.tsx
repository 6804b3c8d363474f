import { LinkButton } from "../../lib/link-button.tsx";
import { copy } from "./copy.ts";

/** The ways in and out for a person's data. */
export function BringAndTake() {
  return (
    <div>
      <LinkButton variant="link" to="/import">
        {copy.bring}
      </LinkButton>
    </div>
  );
}
