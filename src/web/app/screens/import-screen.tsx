import { getRouteApi } from "@tanstack/react-router";
import { copy } from "../../features/import/copy.ts";
import { ImportFlow } from "../../features/import/import-flow.tsx";
import { Screen } from "../../lib/screen.tsx";
import { SettingsLink } from "../settings-link.tsx";

const route = getRouteApi("/import");

/** The address names the import it shows, so that a reload comes back to it. */
export function ImportScreen() {
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Screen title={copy.title} back={<SettingsLink />}>
      <ImportFlow
        id={id ?? null}
        onId={(next) => void navigate({ search: next === null ? {} : { id: next } })}
      />
    </Screen>
  );
}
