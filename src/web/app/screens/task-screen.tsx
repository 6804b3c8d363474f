import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { AreaChoice } from "../../features/area/area-choice.tsx";
import { useEmotions } from "../../features/emotion/queries.ts";
import { PlanFor } from "../../features/instance/plan-for.tsx";
import { copy } from "../../features/task/copy.ts";
import { useTask } from "../../features/task/queries.ts";
import { TaskActions } from "../../features/task/task-actions.tsx";
import { TaskForm } from "../../features/task/task-form.tsx";
import { LinkButton } from "../../lib/link-button.tsx";
import { Loaded } from "../../lib/loaded.tsx";
import { Screen } from "../../lib/screen.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";

const route = getRouteApi("/tasks/$taskId");

/** One task: start it, plan it, change everything about it. */
export function TaskScreen() {
  const { taskId } = route.useParams();
  const task = useTask(taskId);
  const emotions = useEmotions();
  const navigate = useNavigate();
  const back = (
    <div>
      <LinkButton variant="link" to="/tasks">
        {copy.tasksTitle}
      </LinkButton>
    </div>
  );
  return (
    <Screen title={task.data?.name ?? copy.editTitle} prominent back={back}>
      <Loaded query={task} skeleton={<Skeleton lines={5} shape="block" />}>
        {(view) => (
          <>
            {view.deletedAt === null && (
              <>
                <LinkButton variant="primary" wide to="/tasks/$taskId/start" params={{ taskId }}>
                  {copy.start}
                </LinkButton>
                <PlanFor
                  taskId={taskId}
                  openInstanceId={view.openInstanceId}
                  dueAt={view.openInstanceDueAt}
                />
                <TaskForm
                  key={`${taskId} ${view.version}`}
                  task={view}
                  emotions={emotions.data ?? []}
                  areas={(value, onChange) => <AreaChoice value={value} onChange={onChange} />}
                />
              </>
            )}
            <TaskActions
              task={view}
              onCopied={(copied) => void navigate({ to: "/tasks/$taskId", params: { taskId: copied } })}
              onGone={() => void navigate({ to: "/tasks" })}
            />
          </>
        )}
      </Loaded>
    </Screen>
  );
}
