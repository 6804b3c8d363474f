export const copy = {
  title: "Today",
  welcomeBack: "Welcome back. Nothing was lost.",
  running: "Running now",
  planned: "Planned",
  tasks: "Start one of these",
  allTasks: "All tasks",
  empty: "Type one thing you keep putting off, and press Enter. A few words are enough.",
  restRunning: (count: number) => `${count} more, running or paused`,
  restPlanned: (count: number) => `${count} more planned`,
  morePlanned: (count: number) => `And ${count} more, under Tasks.`,
} as const;
