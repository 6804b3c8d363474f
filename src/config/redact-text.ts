import { formsOf, mark } from "./secret-forms.ts";
import { isSensitiveName } from "./sensitive-names.ts";

/** Builds the text part of a redactor: known values in every form, then everything shaped like a secret. */
export function createTextRedactor(secrets: readonly string[]): (text: string) => string {
  const known = knownValues(secrets);
  return (text) => hideShapes(known === null ? text : text.replace(known, mark));
}

function knownValues(secrets: readonly string[]): RegExp | null {
  const forms = new Set(secrets.flatMap((secret) => patterns(secret)));
  if (forms.size === 0) return null;
  // Longest first, so that a secret that contains another one goes as a whole.
  return new RegExp([...forms].sort((a, b) => b.length - a.length).join("|"), "gu");
}

function patterns(secret: string): string[] {
  const forms = secret === "" ? [] : formsOf(secret);
  if (secret.length >= 8) return forms.map(escaped);
  // A short password may be part of ordinary words; it is hidden where it stands alone.
  return forms.map((form) => `(?<![A-Za-z0-9])${escaped(form)}(?![A-Za-z0-9])`);
}

function escaped(form: string): string {
  return form.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
}

const urlPassword = /(:\/\/[^\s/@:?#"'<>]{0,256}:)[^\s"'<>]{1,2048}@/gu;
const bearer = /\b(bearer|basic)(\s+)[A-Za-z0-9+/_.~=-]{6,}/giu;
const headerLine = /\b((?:proxy-)?authorization|(?:set-)?cookie)((?:\\*["'])?\s{0,3}[:=]\s{0,3})/giu;
const named =
  /(?:(?:%[0-9a-f]{2})+|(?<![\w.-]))([\w.-]+)(?:\]|%5D)?((?:\\*["'])?\s{0,3}(?:[:=]|%3D)\s{0,3})/giu;
const sourceFile = /\.[cm]?[jt]sx?$/u;
// A session token is 32 random bytes in base64url: 43 signs. Words joined by hyphens are not random.
const longToken = /(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]*[A-Z0-9])[A-Za-z0-9_-]{43,}(?![A-Za-z0-9_-])/gu;

function hideShapes(text: string): string {
  let result = text.replace(urlPassword, `$1${mark}@`);
  result = hideAfter(result, headerLine, () => true, restOfLine);
  result = hideAfter(result, named, isNamedSecret, restOfValue);
  return result.replace(bearer, `$1$2${mark}`).replace(longToken, mark);
}

/** A line number behind secret-key.ts is no secret. */
function isNamedSecret([, name = ""]: RegExpExecArray): boolean {
  return isSensitiveName(name) && !sourceFile.test(name);
}

const restOfLine = /[^\r\n]*/uy;
const restOfValue = /(?:\[REDACTED\]|[^\s&;,"'<>(){}[\]\\])*/uy;

/** Hides what follows each match of `lead`: to the closing quote if it opens with one, else as far as `bare` reaches. */
function hideAfter(
  text: string,
  lead: RegExp,
  wanted: (match: RegExpExecArray) => boolean,
  bare: RegExp,
): string {
  let result = "";
  let done = 0;
  lead.lastIndex = 0;
  for (let match = lead.exec(text); match !== null; match = lead.exec(text)) {
    if (!wanted(match)) continue;
    const start = lead.lastIndex;
    const [from, to] = quoted(text, start) ?? [start, endOf(bare, text, start)];
    if (to === from) continue;
    result += text.slice(done, from) + mark;
    done = to;
    lead.lastIndex = Math.max(to, lead.lastIndex);
  }
  return result + text.slice(done);
}

const openingQuote = /\\*["']/uy;

function quoted(text: string, start: number): [number, number] | null {
  const end = endOf(openingQuote, text, start);
  if (end === start) return null;
  const quote = text.slice(start, end);
  // A quote with more backslashes than the opening one belongs to the value.
  let close = text.indexOf(quote, end);
  while (close > end && text[close - 1] === "\\") close = text.indexOf(quote, close + 1);
  return [end, close === -1 ? text.length : close];
}

function endOf(sticky: RegExp, text: string, start: number): number {
  sticky.lastIndex = start;
  return sticky.test(text) ? sticky.lastIndex : start;
}
