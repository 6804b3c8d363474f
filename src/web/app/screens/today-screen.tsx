import type { InstanceView } from "#contract/instance.ts";
import type { TodayView } from "#contract/today.ts";
import { PlannedCard } from "../../features/instance/planned-card.tsx";
import { RunningCard } from "../../features/instance/running-card.tsx";
import { KeepThisLine } from "../../features/session/keep-this-line.tsx";
import { NextTask } from "../../features/task/next-task.tsx";
import { QuickAdd } from "../../features/task/quick-add.tsx";
import { TaskRows } from "../../features/task/task-rows.tsx";
import { copy } from "../../features/today/copy.ts";
import { nextThing } from "../../features/today/next-thing.ts";
import { useToday } from "../../features/today/queries.ts";
import { Section } from "../../features/today/section.tsx";
import styles from "../../features/today/today.module.css";
import { useAccount } from "../../lib/account-context.tsx";
import { dayOf, today as todayIn } from "../../lib/days.ts";
import { LinkButton } from "../../lib/link-button.tsx";
import { Loaded } from "../../lib/loaded.tsx";
import { Screen } from "../../lib/screen.tsx";
import { serverNow } from "../../lib/server-clock.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Fold } from "../../ui/fold.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";

/** More than a few at once is a wall; the rest waits behind a line. */
const seenAtOnce = 3;
const runningAtOnce = 2;

export function TodayScreen() {
  const today = useToday();
  const others = today.data && <Others today={today.data} />;
  return (
    <Screen title={copy.title} hideTitle aside={others || undefined} asideLabel={copy.tasks}>
      {today.data?.daysAway != null && <p>{copy.welcomeBack}</p>}
      <QuickAdd />
      <Loaded query={today} skeleton={<Skeleton lines={3} shape="block" />}>
        {(view) => <Now today={view} />}
      </Loaded>
    </Screen>
  );
}

/** What runs, the next doable thing, and what is planned. */
function Now({ today }: { today: TodayView }) {
  const next = useNext(today);
  const nextPlannedId = next.kind === "planned" ? next.instance.id : null;
  const planned = today.planned.filter((instance) => instance.id !== nextPlannedId);
  // What the clock counts comes before what waits; each group keeps its order.
  const running = today.running.toSorted(
    (one, other) => Number(other.clock.running) - Number(one.clock.running),
  );
  const unseen = today.plannedCount - today.planned.length;
  const finishedSomething = today.closedToday > 0 || today.tasks.some((task) => task.completedCount > 0);
  return (
    <>
      {running.length > 0 && (
        <Section heading={copy.running}>
          <RunningCards instances={running.slice(0, runningAtOnce)} />
          {running.length > runningAtOnce && (
            <Fold summary={copy.restRunning(running.length - runningAtOnce)}>
              <RunningCards instances={running.slice(runningAtOnce)} />
            </Fold>
          )}
        </Section>
      )}
      {next.kind === "task" && <NextTask task={next.task} />}
      {next.kind === "planned" && <PlannedCard instance={next.instance} first />}
      {planned.length > 0 && (
        <Section heading={copy.planned}>
          <PlannedRows instances={planned.slice(0, seenAtOnce)} />
          {planned.length > seenAtOnce && (
            <Fold summary={copy.restPlanned(planned.length - seenAtOnce + unseen)}>
              <PlannedRows instances={planned.slice(seenAtOnce)} />
              {unseen > 0 && <p>{copy.morePlanned(unseen)}</p>}
            </Fold>
          )}
        </Section>
      )}
      {today.taskCount === 0 && today.running.length === 0 && <EmptyState>{copy.empty}</EmptyState>}
      {finishedSomething && <KeepThisLine />}
    </>
  );
}

function RunningCards({ instances }: { instances: readonly InstanceView[] }) {
  return (
    <div className={styles.cards}>
      {instances.map((instance) => (
        <RunningCard key={instance.id} instance={instance} />
      ))}
    </div>
  );
}

function PlannedRows({ instances }: { instances: readonly InstanceView[] }) {
  return (
    <div>
      {instances.map((instance) => (
        <PlannedCard key={instance.id} instance={instance} />
      ))}
    </div>
  );
}

/** The tasks used last, without the one that stands large already. */
function Others({ today }: { today: TodayView }) {
  const next = useNext(today);
  const nextId = next.kind === "task" ? next.task.id : null;
  const tasks = today.tasks.filter((task) => task.id !== nextId).slice(0, 6);
  if (tasks.length === 0) return null;
  return (
    <Section heading={copy.tasks}>
      <TaskRows tasks={tasks} />
      <div>
        <LinkButton variant="link" to="/tasks">
          {copy.allTasks}
        </LinkButton>
      </div>
    </Section>
  );
}

function useNext(today: TodayView) {
  const { timeZone } = useAccount();
  const isDue = (instant: string) => dayOf(instant, timeZone) <= todayIn(timeZone);
  return nextThing(today, serverNow(), isDue);
}
