import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEmotions } from "../../features/emotion/queries.ts";
import { copy } from "../../features/instance/copy.ts";
import { EarlierLine, EarlierTimes } from "../../features/instance/earlier-times.tsx";
import { OpenAlready } from "../../features/instance/open-already.tsx";
import { StartForm } from "../../features/instance/start-form.tsx";
import { useForecastCard, useTask } from "../../features/task/queries.ts";
import { Loaded } from "../../lib/loaded.tsx";
import { Screen } from "../../lib/screen.tsx";
import { Fold } from "../../ui/fold.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { BackToToday } from "../back-to-today.tsx";

const route = getRouteApi("/tasks/$taskId/start");

export function StartScreen() {
  const { taskId } = route.useParams();
  const { instance: wanted } = route.useSearch();
  const task = useTask(taskId);
  const emotions = useEmotions();
  const card = useForecastCard(taskId);
  const navigate = useNavigate();
  const toast = useToast();

  const title = task.data?.name ?? copy.start;
  return (
    <Screen title={title} prominent back={<BackToToday />}>
      <Loaded query={task}>
        {(view) => (
          <OpenAlready instanceId={wanted ?? view.openInstanceId}>
            {(openId) => (
              <StartForm
                key={`${taskId} ${openId}`}
                taskId={taskId}
                instanceId={openId}
                emotions={emotions.data ?? []}
                askedEmotions={view.askedEmotions}
                earlierLine={card.data && <EarlierLine card={card.data} />}
                earlier={
                  card.data && card.data.n > 0 ? (
                    <Fold summary={copy.earlierTitle} open>
                      <EarlierTimes card={card.data} taskName={view.name} />
                    </Fold>
                  ) : undefined
                }
                onDone={({ instanceId, started }) => {
                  if (started) void navigate({ to: "/instances/$instanceId", params: { instanceId } });
                  else {
                    toast.show({ message: copy.savedForLater });
                    void navigate({ to: "/" });
                  }
                }}
              />
            )}
          </OpenAlready>
        )}
      </Loaded>
    </Screen>
  );
}
