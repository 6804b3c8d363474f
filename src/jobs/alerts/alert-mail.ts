import type { AlertLook, AlertWords } from "./alert-check.ts";

export interface Letter {
  readonly subject: string;
  readonly text: string;
}

/** A mail in plain words: what happened where, what is known beside it, and what to do. */
export function alertMail(place: string, words: AlertWords, { troubles, fact }: AlertLook): Letter {
  const { host } = new URL(place);
  const here = `This is the Task Aversion System at ${place}.`;
  if (troubles.length === 0) {
    return {
      subject: `${words.well}: ${host}`,
      text: paragraphs([here, `${words.well}. ${fact}`.trim(), "There is nothing to do."]),
    };
  }
  return {
    subject: `${words.trouble}: ${host}`,
    text: paragraphs([
      `${here} ${words.opening}`,
      ["What happened:", ...troubles.map((trouble) => `- ${trouble}`)].join("\n"),
      fact,
      ["What to do:", ...words.advice.map((advice) => `- ${advice}`)].join("\n"),
      "While this lasts you get one such mail a day at most, and one when all is well again.",
    ]),
  };
}

/** "2026-11-21 03:30 UTC" */
export function momentText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

const day = 24 * 60 * 60_000;
const hour = 60 * 60_000;

/** "5 days", "7 hours", "less than an hour" */
export function ageText(milliseconds: number): string {
  if (milliseconds >= 2 * day) return `${Math.floor(milliseconds / day)} days`;
  const hours = Math.floor(milliseconds / hour);
  if (hours < 1) return "less than an hour";
  return hours === 1 ? "1 hour" : `${hours} hours`;
}

function paragraphs(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
