import { LinkButton } from "../../lib/link-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { copy } from "./copy.ts";

/** Stands on every screen of an account that has a name and no password. */
export function TemporaryNotice() {
  return (
    <Notice
      action={
        <LinkButton variant="link" to="/settings" hash="account">
          {copy.protect}
        </LinkButton>
      }
    >
      {copy.temporary}
    </Notice>
  );
}
