import { LinkButton } from "../lib/link-button.tsx";
import { copy } from "./copy.ts";

export function BackToToday() {
  return (
    <div>
      <LinkButton variant="link" to="/">
        {copy.toToday}
      </LinkButton>
    </div>
  );
}
