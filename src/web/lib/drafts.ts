import { basePath } from "./base-path.ts";

/*
 * What was typed and not saved yet, per account, in this browser only. These are personal words: they leave at
 * sign-out and never enter an address. When a session merely ends they stay under their account's id: that person
 * finds them after signing in again, and no other account ever reads them.
 */
const everyDraft = `tas:${basePath}:draft:`;

function nameOf(accountId: string, draft: string): string {
  return `${everyDraft}${accountId}:${draft}`;
}

/** The kept value as it was written, or undefined. Storage may be full, forbidden or edited by hand: never throws. */
export function readDraft(accountId: string, draft: string): unknown {
  try {
    const text = localStorage.getItem(nameOf(accountId, draft));
    return text === null ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** Keeps a value; undefined takes it away. */
export function keepDraft(accountId: string, draft: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(nameOf(accountId, draft));
    else localStorage.setItem(nameOf(accountId, draft), JSON.stringify(value));
  } catch {
    // Without storage the words live as long as the page does.
  }
}

/** Takes away everything kept for this account, or for everybody. */
export function dropDrafts(accountId?: string): void {
  const prefix = accountId === undefined ? everyDraft : nameOf(accountId, "");
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) localStorage.removeItem(name);
  } catch {
    // Nothing could be kept, so nothing is left.
  }
}
