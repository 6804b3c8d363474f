import { LinkButton } from "../lib/link-button.tsx";
import { Screen } from "../lib/screen.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { copy } from "./copy.ts";

export function NotFound() {
  return (
    <Screen title={copy.notFoundTitle}>
      <EmptyState action={<LinkButton to="/">{copy.toToday}</LinkButton>}>{copy.notFound}</EmptyState>
    </Screen>
  );
}
