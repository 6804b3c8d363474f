import { LinkButton } from "../../lib/link-button.tsx";
import { copy } from "./copy.ts";

/** For admins: the way to the page of this server. */
export function ServerLink() {
  return (
    <div>
      <LinkButton variant="link" to="/server">
        {copy.link}
      </LinkButton>
    </div>
  );
}
