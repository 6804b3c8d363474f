/** What stands where a secret was. */
export const mark = "[REDACTED]";

/** The ways one secret may be written in a text: as it is, escaped for JSON, URLs and HTML, base64 anywhere, hex. */
export function formsOf(secret: string): readonly string[] {
  const json = escapedForJson(secret);
  const plain = [secret, json, escapedForJson(json), inspected(secret, "'"), inspected(secret, "`")];
  const percent = [encodeURI(wellFormed(secret)), percentEncoded(secret), inUrl(secret), inForm(secret)];
  const bytes = Buffer.from(secret, "utf8");
  const encoded = [...base64Forms(bytes), bytes.toString("hex")];
  const html = secret.replace(/[&<>"']/gu, (sign) => htmlEntities[sign] ?? sign);
  const twice = percent.map(percentEncoded);
  const all = [...plain, ...percent, ...percent.map(lowerCaseHex), ...twice, ...encoded, html];
  return [...new Set(all)].filter((form) => form !== "");
}

const htmlEntities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapedForJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As util.inspect writes strings inside objects: backslashes, line ends and its own quote escaped. */
function inspected(text: string, quote: string): string {
  const escaped = escapedForJson(text).replaceAll('\\"', '"');
  return escaped.replaceAll(quote, `\\${quote}`);
}

/** encodeURI throws on lone surrogates; they are written as the replacement character everywhere else too. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}

function percentEncoded(text: string): string {
  return encodeURIComponent(wellFormed(text));
}

/** As a URL object writes it in its password. */
function inUrl(secret: string): string {
  const url = new URL("http://user@host");
  url.password = secret;
  return url.password;
}

function inForm(secret: string): string {
  return new URLSearchParams({ s: secret }).toString().slice(2);
}

function lowerCaseHex(text: string): string {
  return text.replace(/%[0-9A-F]{2}/gu, (hex) => hex.toLowerCase());
}

/** Base64 of the secret wherever it lies in a longer text ("user:secret"): the letters that never vary. */
function base64Forms(bytes: Buffer): string[] {
  const forms: string[] = [];
  for (const before of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor((padded.length * 8) / 6);
    const text = padded.toString("base64").slice(first, last);
    // Fewer letters than this would also match innocent words.
    if (text.length >= 6) forms.push(text, text.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return forms;
}
