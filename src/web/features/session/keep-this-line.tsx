import { useAccount } from "../../lib/account-context.tsx";
import { LinkButton } from "../../lib/link-button.tsx";
import { copy } from "./copy.ts";

/** A quiet way for a guest to keep what is here; nothing for anyone else. */
export function KeepThisLine() {
  const { kind } = useAccount();
  if (kind !== "guest") return null;
  return (
    <LinkButton variant="link" to="/settings" hash="account">
      {copy.keepThis}
    </LinkButton>
  );
}
