import { LinkButton } from "../lib/link-button.tsx";
import { copy } from "./copy.ts";

export function SettingsLink() {
  return (
    <div>
      <LinkButton variant="link" to="/settings">
        {copy.settings}
      </LinkButton>
    </div>
  );
}
