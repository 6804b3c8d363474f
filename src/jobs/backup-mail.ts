/** What the host is told about backups. Instants in epoch milliseconds. */
export interface BackupNews {
  /** The address of this installation. */
  readonly place: string;
  /** A sentence for each trouble; none when all is well again. */
  readonly troubles: readonly string[];
  readonly provenFrom: number | null;
  readonly now: number;
}

const day = 24 * 60 * 60_000;
const hour = 60 * 60_000;

/** A mail in plain words: what happened where, how old the last proven backup is, and what to do. */
export function backupMail({ place, troubles, provenFrom, now }: BackupNews): {
  subject: string;
  text: string;
} {
  const host = new URL(place).host;
  const proven =
    provenFrom === null
      ? "There is no proven backup yet."
      : `The last proven backup is from ${momentText(provenFrom)} (${ageText(now - provenFrom)} ago).`;
  if (troubles.length === 0) {
    return {
      subject: `Backups are well again: ${host}`,
      text: paragraphs([
        `This is the Task Aversion System at ${place}.`,
        `Its backups are well again. ${proven}`,
        "There is nothing to do.",
      ]),
    };
  }
  return {
    subject: `Backups need a look: ${host}`,
    text: paragraphs([
      `This is the Task Aversion System at ${place}. Its backups need a look; the app itself goes on.`,
      ["What happened:", ...troubles.map((trouble) => `- ${trouble}`)].join("\n"),
      proven,
      [
        "What to do:",
        '- Run "tas doctor" on the server. It looks at the disk, the database and every place for backups, and says what to do.',
        `- The page "This server" (${place.replace(/\/$/u, "")}/server) shows every backup and makes one at a press.`,
      ].join("\n"),
      "While this lasts you get one such mail a day at most, and one when all is well again.",
    ]),
  };
}

/** "2026-11-21 03:30 UTC" */
function momentText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** "5 days", "7 hours", "less than an hour" */
export function ageText(milliseconds: number): string {
  if (milliseconds >= 2 * day) return `${Math.floor(milliseconds / day)} days`;
  const hours = Math.floor(milliseconds / hour);
  if (hours < 1) return "less than an hour";
  return hours === 1 ? "1 hour" : `${hours} hours`;
}

function paragraphs(parts: readonly string[]): string {
  return `${parts.join("\n\n")}\n`;
}
