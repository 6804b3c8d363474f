export const copy = {
  title: "Bring your data",
  intro:
    "Choose an archive that you downloaded from this app, here or elsewhere, or what you kept in the earlier app: its export ZIP, its CSV files, or its database file. First you see what would happen; nothing is changed before you say so.",
  choose: "Choose files",
  drop: "Or drop an archive, a ZIP or files here.",
  sending: "Sending",
  reading: "Reading",
  bringing: "Bringing it in",
  percent: (share: number) => `${Math.round(share * 100)} %`,
  chosen: (count: number) => (count === 1 ? "1 file" : `${count} files`),
  proposalTitle: "What would happen",
  resultTitle: "What was brought",
  nothingNew: "Everything in it is here already.",
  table: "What",
  new: "new",
  present: "already here",
  repaired: "repaired",
  setAside: "set aside",
  instances: (completed: number, cancelled: number, open: number) =>
    `Of the times you went at a task, ${completed} are done, ${cancelled} were let go, and ${open} are open.`,
  repairsTitle: "Repaired, and why",
  setAsideTitle: "Set aside, and why",
  noticesTitle: "Good to know",
  changedHere: "Changed or deleted here since, so left as they are",
  timeZone: "Times in these files are in",
  timeZoneHint: {
    given: "As you chose.",
    file: "As the files say.",
    assumed: "The files do not say; UTC is assumed.",
  },
  lookAgain: "Look again with this time zone",
  scaleTitle: "Some answers look like 0 to 10",
  scaleLine: (field: string, rows: number, day: string) => `${field}: ${rows} before ${day}`,
  scaleConsent: "Turn these into 0 to 100 by multiplying by ten",
  scaleHint: "Without this they stay exactly as they are.",
  bringIn: "Bring it in",
  notNow: "Not now",
  done: "It is here.",
  toTasks: "See your tasks",
  undo: "Undo this import",
  undoing: "Undoing",
  undoHint: "Takes away what it brought, except what you changed since.",
  undone: "The import is undone.",
  removedTitle: "Taken away",
  removedLine: (count: number, name: string) => `${name}: ${count}`,
  keptTitle: "Kept, because you changed them since",
  failed: "This did not work, and nothing was changed.",
  again: "Choose other files",
  earlierTitle: "Brought before",
  undoneShort: "Undone.",
  underWay: "Under way.",
  broughtLine: (tasks: number, instances: number) =>
    `${tasks} new ${tasks === 1 ? "task" : "tasks"}, ${instances} new ${instances === 1 ? "time" : "times"} you went at one.`,
  bring: "Restore my data, or bring it from elsewhere",
  downloadAll: "Download everything",
  downloadAllHint:
    "One file, the archive, with all you wrote. It can be brought back here, or wherever else this app runs.",
  otherForms: "Or a ZIP to look at and to use elsewhere:",
  downloadCsv: "in the earlier app's format",
  downloadSpreadsheet: "as tables for a spreadsheet",
} as const;

export const tableNames: Record<string, string> = {
  task: "Tasks",
  instance: "Times you went at a task",
  area: "Areas",
  task_area: "Tasks in areas",
  emotion: "Feelings",
  note: "Notes",
  survey_response: "Survey answers",
  imported_row: "Other entries, kept as they are",
};

/** Parts of other entries, or the server's own records: who reads the counts has no use for theirs. */
export const uncounted: ReadonlySet<string> = new Set([
  "instance_event",
  "work_interval",
  "task_edit",
  "import_run",
]);

const sides: Record<string, string> = { forecast: "expected", outcome: "how it was" };
const fields: Record<string, string> = {
  aversion: "Dread",
  relief: "Relief",
  mentalEnergy: "Mental energy",
  difficulty: "Difficulty",
  emotional: "Emotional load",
  physical: "Physical load",
  stress: "Stress",
  motivation: "Motivation",
};

/** "Relief, expected" for `forecast.relief`. */
export function fieldInWords(field: string): string {
  const [side = "", name = ""] = field.split(".");
  const words = fields[name];
  return words === undefined ? field : `${words}, ${sides[side] ?? side}`;
}
