import { copy } from "../../features/task/copy.ts";
import { TaskList } from "../../features/task/task-list.tsx";
import { Screen } from "../../lib/screen.tsx";

export function TasksScreen() {
  return (
    <Screen title={copy.tasksTitle}>
      <TaskList />
    </Screen>
  );
}
