const anywhere = /passw|passphrase|pwd|secret|token|credential|authorization|cookie|apikey|privatekey/u;
const wholeWords: ReadonlySet<string> = new Set(["key", "keys", "pass", "otp", "csrf"]);
const lastWords: ReadonlySet<string> = new Set(["session", "sid"]);

/** Whether a field, header or query parameter of this name holds something to hide. */
export function isSensitiveName(name: string): boolean {
  const spaced = name.replace(/([a-z0-9])([A-Z])/gu, "$1 $2").toLowerCase();
  const words = spaced.split(/[^a-z0-9]+/u).filter((word) => word !== "");
  if (anywhere.test(words.join("")) || words.some((word) => wholeWords.has(word))) return true;
  return lastWords.has(words.at(-1) ?? "");
}
