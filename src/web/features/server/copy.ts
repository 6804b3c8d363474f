import type { BackupView, ServerWorkView } from "#contract/server.ts";

export const copy = {
  title: "This server",
  link: "Backups, and where the data is",
  adminsOnly: "This page is for admins of this place. Ask the person who runs it.",
  state: "How it is",
  version: "Version",
  database: "Database",
  people: "People",
  peopleOf: (people: number, most: number) => `${number(people)} of ${number(most)}`,
  runningCopy: "Running copy",
  copyRunning: (to: string) => `Every change is copied to ${to}.`,
  copyStopped: (to: string) => `Not copying to ${to} just now.`,
  lastProven: "Last proven backup",
  lastProvenLine: (ago: string, rows: number | null, places: number) =>
    [
      ago,
      rows === null ? "" : `${number(rows)} ${rows === 1 ? "row" : "rows"}`,
      `in ${placesInWords(places)}`,
    ]
      .filter((part) => part !== "")
      .join(", "),
  noneProven: "None yet. Make one below; it counts once it was restored for a trial and compared.",
  late: "The last proven backup is older than it should be. Make one now; what stands in the way is said below.",
  next: "Next one",
  byHandOnly: "Only by hand: BACKUP_SCHEDULE is off.",
  encrypted: "New backups are encrypted.",
  keptIn: "Kept in",
  backups: "Backups",
  backupsHint:
    "A backup holds everything on this server. It is proven when it was restored for a trial and every row was the same.",
  noBackups: "Backups will be listed here, with what they hold and where they are.",
  make: "Make a backup now",
  making: "Starting",
  taken: "Taken",
  rows: "Rows",
  size: "Size",
  proven: "Proven",
  notProven: "not yet",
  liesIn: (places: readonly string[]) => `In ${places.join(" and ")}`,
  prove: "Prove",
  download: "Download",
  restore: "Restore",
  of: (word: string, moment: string) => `${word}, backup of ${moment}`,
  older: (count: number) => (count === 1 ? "1 older backup" : `${count} older backups`),
  encryptedShort: "encrypted",
  encryptedHint: "The server has no key to it: prove and restore it with tas backup and --identity.",
  elsewhere: "Another server of this installation is at it.",
  waiting: "The data is being replaced. Everybody waits for a moment; this page goes on by itself.",
  percent: (share: number) => `${Math.round(share * 100)} %`,
  restoreTitle: (moment: string) => `Restore the backup of ${moment}?`,
  restoreWhat: (people: number | null) =>
    people === null
      ? "Everything on this server goes back to how it was then, for everybody."
      : `Everything on this server goes back to how it was then, for everybody. The backup holds ${number(people)} ${people === 1 ? "person" : "people"}.`,
  restoreNewer:
    "What was entered since is not in it. It is kept: a backup of the present state is made first, and a line on every screen says so.",
  restoreMeanwhile:
    "While it runs nobody can enter anything. Afterwards you may have to sign in again, and so may others.",
  restoreUnproven: "This backup was never proven. Prove it first if there is time.",
  restoreWord: "Type the word restore to go on",
  restoreNow: "Restore it",
  restoring: "Starting",
  notNow: "Not now",
  places: "Where is my data?",
  noPlaces: "The places of the data are not known here. tas doctor names them.",
  notThere: "not there yet",
  connection: "Connection",
  seen: "The app sees itself at",
  client: "You come from",
  peer: "By way of",
  peerLine: (peer: string, trusted: boolean) =>
    trusted
      ? `${peer}, whose forwarding headers are believed`
      : `${peer}, whose forwarding headers are not believed`,
  headers: "Forwarding headers",
  none: "None",
  notSet: "Not set",
  cookies: "Cookies",
  cookieLine: (kept: boolean, secure: boolean) => {
    if (!kept) return "This browser does not keep the cookie of a session at this address.";
    return secure
      ? "Kept, and only sent over encrypted connections."
      : "Kept, and also sent over connections that are not encrypted.";
  },
  notice: "A line for everybody",
  noticeHint: "Stands on every screen, for instance before the server is away for a while.",
  noticeLabel: "The line",
  noticeSet: "Show it",
  noticeChange: "Show this instead",
  noticeSaving: "Saving",
  noticeClear: "Take it away",
  noticeNow: "On every screen now:",
  noticeIsSet: "Everybody sees it now.",
  noticeIsClear: "The line is gone.",
} as const;

const labels: Record<string, string> = {
  scheduled: "by the schedule",
  manual: "by hand",
  "pre-update": "before an update",
  "before-restore": "before a restore",
  "before-rollback": "before a rollback",
};

/** Why a backup was made. */
export function reasonOf({ label }: Pick<BackupView, "label">): string {
  return label === null ? "without its receipt" : (labels[label] ?? label);
}

const kinds: Record<ServerWorkView["kind"], string> = {
  scheduled: "A backup by the schedule",
  create: "Making a backup",
  prove: "Proving a backup",
  restore: "Restoring a backup",
};

const stages: Record<string, string> = {
  write: "writing it",
  fetch: "fetching it",
  verify: "reading it back",
  restore: "putting the rows in place",
  compare: "comparing every row",
  encrypt: "encrypting it",
  store: "storing it",
  keep: "keeping a copy of what is there now",
  spreadsheet: "writing tables for people",
};

/** What is going on, like "Making a backup: comparing every row". */
export function workInWords({ kind, stage }: Pick<ServerWorkView, "kind" | "stage">): string {
  const words =
    stage === null ? undefined : stages[kind === "restore" || stage !== "restore" ? stage : "trial"];
  const trial = kind !== "restore" && stage === "restore" ? "restoring it for a trial" : words;
  return trial === undefined ? kinds[kind] : `${kinds[kind]}: ${trial}`;
}

/** What a piece of work came to. */
export function doneInWords({ kind }: Pick<ServerWorkView, "kind">): string {
  switch (kind) {
    case "scheduled":
    case "create":
      return "The backup is made and proven.";
    case "prove":
      return "It was restored for a trial, and every row was the same.";
    case "restore":
      return "The backup is in place.";
  }
}

function placesInWords(count: number): string {
  return count === 1 ? "1 place" : `${count} places`;
}

/** "1 234": thin spaces, so that a number stays one word. */
export function number(value: number): string {
  return value.toLocaleString("en").replaceAll(",", "\u202f");
}
