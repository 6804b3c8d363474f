import { LinkButton } from "../lib/link-button.tsx";
import { copy } from "./copy.ts";

export function BackToDone() {
  return (
    <div>
      <LinkButton variant="link" to="/done">
        {copy.toDone}
      </LinkButton>
    </div>
  );
}
