import { lifecycleSentence } from "./lifecycle-sentence.ts";

/** What a code's sentence may mention. `fields` of invalid-request: field name -> sentence. */
export type ErrorDetail = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;
export type ErrorDetails = Readonly<Record<string, ErrorDetail>>;

export interface ErrorEntry {
  /** What happened and what to do next; {name} stands for a detail. */
  readonly sentence: string;
  /** Used when a detail that `sentence` mentions is missing. */
  readonly plainSentence?: string;
  /** True when the host should hear of it: logged as an error with its cause. */
  readonly reportable: boolean;
}

/** Every error a person or a program can meet. Status numbers live in http/error-status.ts. */
export const errorCodes = {
  "not-signed-in": {
    sentence: "You are not signed in here. Sign in and go on; what you typed is kept in this browser.",
    reportable: false,
  },
  "not-found": {
    sentence: "This is not here. It may have been deleted, or the address is not quite right.",
    reportable: false,
  },
  "invalid-request": {
    sentence: "{fields}",
    plainSentence: "Something in this cannot be read. Check what was entered and send it again.",
    reportable: false,
  },
  "username-taken": {
    sentence: "This username is taken. {suggestions} are free, or choose another one.",
    plainSentence: "This username is taken. Choose another one.",
    reportable: false,
  },
  "username-invalid": {
    sentence:
      "This username cannot be used. Use up to 64 letters, digits or signs of any language that can be seen.",
    reportable: false,
  },
  "password-too-short": {
    sentence: "This password is too short. Use at least {least} characters; a few words in a row work well.",
    plainSentence: "This password is too short. Use a longer one; a few words in a row work well.",
    reportable: false,
  },
  "wrong-credentials": {
    sentence: "Username and password do not match. Check both and try again.",
    reportable: false,
  },
  "registration-closed": {
    sentence: "This place takes no new people at the moment. Ask the person who runs it.",
    reportable: false,
  },
  "registration-full": {
    sentence: "This place is full for now. Ask the person who runs it, or come back later.",
    reportable: false,
  },
  "invitation-needed": {
    sentence: "Joining here needs an invitation. Ask the person who runs this place for one.",
    reportable: false,
  },
  "origin-refused": {
    sentence:
      "This request came from another website, so nothing was changed. Open the app itself and try again.",
    reportable: false,
  },
  "rate-limited": {
    sentence: "That was many requests in a short time. Try again in {retryAfterSeconds} seconds.",
    plainSentence: "That was many requests in a short time. Try again in a minute.",
    reportable: false,
  },
  "body-too-large": {
    sentence: "This is larger than the server takes at once. Send less of it.",
    reportable: false,
  },
  "lifecycle-refused": {
    sentence: "{lifecycle}",
    plainSentence: "This cannot be done in its present state. Reload to see where it stands.",
    reportable: false,
  },
  conflict: {
    sentence: "This was changed elsewhere in the meantime. Reload to see it as it is now, then try again.",
    reportable: false,
  },
  "idempotency-mismatch": {
    sentence: "This retry differs from the first try, so nothing was changed. Send it as a new request.",
    reportable: false,
  },
  "undo-expired": {
    sentence: "This can be undone for 30 days, and they are over. It stays as it is.",
    reportable: false,
  },
  "nothing-to-undo": {
    sentence: "There is nothing to undo here. Everything is as it was.",
    reportable: false,
  },
  "import-not-recognized": {
    sentence:
      "This is not an export the app knows. Choose an archive, an export ZIP, its CSV files or the old database file; nothing was changed.",
    reportable: false,
  },
  "import-too-large": {
    sentence:
      "This file unpacks to more than the server takes. Bring it in parts, or ask the host to import it; nothing was changed.",
    reportable: false,
  },
  "import-damaged": {
    sentence: "This file is incomplete or damaged. Export or download it again; nothing was changed.",
    reportable: false,
  },
  "import-busy": {
    sentence: "Another import of yours is still running. Wait until it is done, then start this one.",
    reportable: false,
  },
  "archive-not-recognized": {
    sentence: "This file is no archive of this app. Choose another one; nothing was changed.",
    reportable: false,
  },
  "archive-damaged": {
    sentence: "This archive is incomplete or damaged. Use another copy of it; nothing was changed.",
    reportable: false,
  },
  "archive-newer": {
    sentence:
      "This archive was written by a newer version. Use that version or a newer one; nothing was changed.",
    reportable: false,
  },
  "archive-locked": {
    sentence:
      "This archive is encrypted. The host can open it on the command line with its passphrase or key; nothing was changed.",
    reportable: false,
  },
  "archive-scope": {
    sentence:
      "This is an archive of a whole installation. The host can take one person out of it on the command line; nothing was changed.",
    reportable: false,
  },
  "archive-unlike": {
    sentence:
      "The tables in this archive are not those of the version it names. Use another copy of it; nothing was changed.",
    reportable: false,
  },
  "database-newer": {
    sentence:
      "The database was made by a newer version. Start version {version} or newer; nothing was changed.",
    plainSentence: "The database was made by a newer version. Update the app; nothing was changed.",
    reportable: true,
  },
  "writes-held": {
    sentence:
      "The data here is being moved, back in about {retryAfterSeconds} s. Your entry is kept here; try again then.",
    plainSentence: "The data here is being moved. Your entry is kept here; try again in a minute.",
    reportable: false,
  },
  "data-moved": {
    sentence:
      "The data of this place was moved to another database, and this server was not told yet. Your entry is kept here; ask the person who runs it.",
    reportable: true,
  },
  "database-unavailable": {
    sentence: "The server cannot reach its database. Your entry is kept here; try again in a moment.",
    reportable: true,
  },
  "disk-full": {
    sentence:
      "The disk of this place is full, so nothing can be saved. Your entry is kept here; ask the person who runs it to make room.",
    reportable: true,
  },
  busy: {
    sentence: "The server is busy. Your entry is kept here; try again in a moment.",
    reportable: false,
  },
  "not-admin": {
    sentence: "This page is for admins of this place. Ask the person who runs it.",
    reportable: false,
  },
  "server-work-busy": {
    sentence: "Work on backups is under way already. Wait until it is done, then start this.",
    reportable: false,
  },
  "account-protected": {
    sentence: "This account already has a password. Sign in with it.",
    reportable: false,
  },
  internal: {
    sentence: "Something went wrong on the server. Your entry is kept here; try again.",
    reportable: true,
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCodes;

/** The sentence a person reads for this error, with its details filled in. Never throws. */
export function sentence(code: ErrorCode, details: ErrorDetails = {}): string {
  const entry: ErrorEntry = errorCodes[code];
  let complete = true;
  const filled = entry.sentence.replace(/\{(\w+)\}/gu, (_, name: string) => {
    const text = name === "lifecycle" ? lifecycleText(details) : detailText(details[name]);
    complete &&= text !== "";
    return text;
  });
  return complete ? filled : (entry.plainSentence ?? filled);
}

function detailText(detail: ErrorDetail | undefined): string {
  if (detail === undefined) return "";
  // Lists are alternatives ("ann2 and ann.b"); a record holds whole sentences.
  if (Array.isArray(detail)) return detail.join(" and ");
  if (typeof detail === "object") return Object.values(detail).join(" ");
  return String(detail);
}

function lifecycleText({ state, event }: ErrorDetails): string {
  return typeof state === "string" && typeof event === "string" ? lifecycleSentence(state, event) : "";
}
