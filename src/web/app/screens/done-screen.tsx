import { copy } from "../../features/instance/copy.ts";
import { DoneList } from "../../features/instance/done-list.tsx";
import { Screen } from "../../lib/screen.tsx";

export function DoneScreen() {
  return (
    <Screen title={copy.doneTitle}>
      <DoneList />
    </Screen>
  );
}
