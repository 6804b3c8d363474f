import { getRouteApi, Navigate, useNavigate } from "@tanstack/react-router";
import { useEmotions } from "../../features/emotion/queries.ts";
import { copy } from "../../features/instance/copy.ts";
import { InstanceDetail } from "../../features/instance/instance-detail.tsx";
import { useInstance } from "../../features/instance/queries.ts";
import { RunningCard } from "../../features/instance/running-card.tsx";
import { Loaded } from "../../lib/loaded.tsx";
import { Screen } from "../../lib/screen.tsx";
import { BackToDone } from "../back-to-done.tsx";
import { BackToToday } from "../back-to-today.tsx";

const route = getRouteApi("/instances/$instanceId");

/** One go at a task: its clock while it is open, its answers and history afterwards. */
export function InstanceScreen() {
  const { instanceId } = route.useParams();
  const instance = useInstance(instanceId);
  const emotions = useEmotions();
  const navigate = useNavigate();
  const closed = instance.data !== undefined && instance.data.closedOn !== null;
  return (
    <Screen
      title={instance.data?.taskName ?? copy.running}
      prominent
      back={closed ? <BackToDone /> : <BackToToday />}
    >
      <Loaded query={instance}>
        {(view) => {
          const { state } = view;
          if (view.deletedAt === null && (state === "planned" || state === "initialized")) {
            return (
              <Navigate
                to="/tasks/$taskId/start"
                params={{ taskId: view.taskId }}
                search={{ instance: view.id }}
                replace
              />
            );
          }
          if (view.deletedAt === null && (state === "active" || state === "paused")) {
            return <RunningCard instance={view} alone onGone={() => void navigate({ to: "/" })} />;
          }
          return <InstanceDetail instance={view} emotions={emotions.data ?? []} />;
        }}
      </Loaded>
    </Screen>
  );
}
