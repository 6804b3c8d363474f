import { copy } from "../../features/server/copy.ts";
import { ServerPage } from "../../features/server/server-page.tsx";
import { useAccount } from "../../lib/account-context.tsx";
import { Screen } from "../../lib/screen.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SettingsLink } from "../settings-link.tsx";

/** For admins only; the server refuses everybody else as well. */
export function ServerScreen() {
  const { role } = useAccount();
  return (
    <Screen title={copy.title} back={<SettingsLink />}>
      {role === "admin" ? <ServerPage /> : <EmptyState>{copy.adminsOnly}</EmptyState>}
    </Screen>
  );
}
