import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEmotions } from "../../features/emotion/queries.ts";
import { copy } from "../../features/instance/copy.ts";
import { FinishForm } from "../../features/instance/finish-form.tsx";
import { useInstance } from "../../features/instance/queries.ts";
import { useTask } from "../../features/task/queries.ts";
import { Loaded } from "../../lib/loaded.tsx";
import { Screen } from "../../lib/screen.tsx";
import { BackToToday } from "../back-to-today.tsx";

const route = getRouteApi("/instances/$instanceId/finish");

export function FinishScreen() {
  const { instanceId } = route.useParams();
  const instance = useInstance(instanceId);
  const task = useTask(instance.data?.taskId ?? null);
  const emotions = useEmotions();
  const navigate = useNavigate();
  return (
    <Screen title={instance.data?.taskName ?? copy.finishTitle} prominent back={<BackToToday />}>
      <Loaded query={instance}>
        {(view) => (
          <FinishForm
            instance={view}
            emotions={emotions.data ?? []}
            askedEmotions={task.data?.askedEmotions ?? null}
            onDone={() =>
              void navigate({
                to: "/instances/$instanceId/reveal",
                params: { instanceId },
                replace: true,
              })
            }
          />
        )}
      </Loaded>
    </Screen>
  );
}
