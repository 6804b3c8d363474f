import { useState } from "react";
import type { TaskView } from "#contract/task.ts";
import { LinkButton } from "../../lib/link-button.tsx";
import { Loaded } from "../../lib/loaded.tsx";
import { SaveLine } from "../../lib/save-line.tsx";
import { useLater } from "../../lib/use-later.ts";
import { Button } from "../../ui/button.tsx";
import { ChipGroup } from "../../ui/chip-group.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";
import { copy } from "./copy.ts";
import { type TaskShow, useTasks, useTaskVerb } from "./queries.ts";
import { TaskRows, TaskWords } from "./task-rows.tsx";
import styles from "./task.module.css";

const shows = [
  { value: "current", label: copy.showCurrent },
  { value: "retired", label: copy.showRetired },
  { value: "deleted", label: copy.showDeleted },
] as const;

/** All tasks: found by words, put away ones and deleted ones behind a choice. */
export function TaskList() {
  const [show, setShow] = useState<TaskShow>("current");
  const [search, setSearch] = useState("");
  const list = useTasks(show, useLater(search.trim(), 250));
  return (
    <div className={styles.stack}>
      <TextField
        label={copy.search}
        type="search"
        maxLength={200}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <ChipGroup
        label={copy.show}
        hideLabel
        options={shows}
        value={show}
        onChange={(next) => setShow(next ?? "current")}
      />
      <Loaded query={list}>
        {({ pages }) => {
          const tasks = pages.flatMap((page) => page.items);
          if (tasks.length === 0) return <Nothing show={show} searched={search.trim() !== ""} />;
          return show === "current" ? <TaskRows tasks={tasks} /> : <AwayRows tasks={tasks} show={show} />;
        }}
      </Loaded>
      {list.hasNextPage && (
        <div>
          <Button pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {copy.more}
          </Button>
        </div>
      )}
    </div>
  );
}

function Nothing({ show, searched }: { show: TaskShow; searched: boolean }) {
  if (searched) return <EmptyState>{copy.noneFound}</EmptyState>;
  if (show === "retired") return <EmptyState>{copy.noneRetired}</EmptyState>;
  if (show === "deleted") return <EmptyState>{copy.noneDeleted}</EmptyState>;
  return <EmptyState action={<LinkButton to="/">{copy.toToday}</LinkButton>}>{copy.none}</EmptyState>;
}

/** Tasks put away or deleted, each with its way back. */
function AwayRows({ tasks, show }: { tasks: readonly TaskView[]; show: "retired" | "deleted" }) {
  const toast = useToast();
  const back = useTaskVerb(({ task }) =>
    toast.show({ message: show === "retired" ? copy.broughtBack(task.name) : copy.restored(task.name) }),
  );
  const verb = show === "retired" ? "bring-back" : "restore";
  return (
    <>
      <SaveLine save={back} />
      <ul className={styles.list}>
        {tasks.map((task) => (
          <li key={task.id} className={styles.row}>
            <TaskWords task={task} />
            <Button onClick={() => back.save({ id: task.id, verb })}>
              {show === "retired" ? copy.bringBack : copy.restore}
              <VisuallyHidden> {task.name}</VisuallyHidden>
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
