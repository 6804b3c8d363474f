/** The longest username, in characters (code points) after NFKC. */
export const longestUsername = 64;

/**
 * Letters of other scripts that look like a Latin one, lower case. Where the two cases of a letter look like different
 * Latin letters (Ν and ν), the lower one counts; both then share a key anyway. A small hand-made part of the Unicode
 * confusables (UTS #39); it is about mistaking people for each other, not about forbidding scripts.
 */
const lookAlikes = new Map<string, string>([
  ...pairs("авсԁеһніјкӏморԛѕтѵԝхуү", "abcdehhijklmopqstvwxyy"), // Cyrillic
  ...pairs("αβεζηικμνορςτυχγω", "abeznikmvopσtuxyw"), // Greek; ς is the same letter as σ
  ...pairs("ıɑɡɩʏꞵſ", "iagiybs"), // Latin letters made to look like others
]);

function pairs(from: string, to: string): [string, string][] {
  const plain = Array.from(to);
  return Array.from(from, (letter, index) => [letter, plain[index] ?? letter]);
}

// Controls, invisible and direction-changing characters, private and unassigned ones, and blanks that count as letters.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
const startsVisibly = /^[\p{L}\p{N}\p{P}\p{S}]/u;

/** A username as it is shown: as typed, spaces tidied. Undefined when nobody could read or type it. */
export function readUsername(typed: string): string | undefined {
  if (unseen.test(typed)) return undefined;
  const shown = typed.replace(/\s+/gu, " ").trim();
  const compared = shown.normalize("NFKC").trim();
  const length = Array.from(compared).length;
  if (length < 1 || length > longestUsername || unseen.test(compared)) return undefined;
  return startsVisibly.test(compared) ? shown : undefined;
}

/** What two usernames that look alike have in common: no case, one width, one script for look-alikes. Not for showing. */
export function usernameKey(username: string): string {
  let key = username.normalize("NFKC").replace(/\s+/gu, " ").trim();
  // Lowering and composing can each make work for the other; two rounds settle all of Unicode but for rare signs.
  for (let round = 0; round < 4; round++) {
    const next = Array.from(key.toLowerCase().normalize("NFKC"), (one) => lookAlikes.get(one) ?? one).join(
      "",
    );
    if (next === key) break;
    key = next;
  }
  return key;
}

/** Names near this one, the nearest first, none of them too long. */
export function nearbyUsernames(username: string): string[] {
  const numbers = Array.from({ length: 24 }, (_, index) => index + 2);
  for (let next = 31; next < 1e7; next = Math.ceil(next * 1.7)) numbers.push(next);
  return numbers.map((number) => {
    const ending = String(number);
    const room = longestUsername - ending.length;
    return `${Array.from(username.normalize("NFKC")).slice(0, room).join("").trim()}${ending}`;
  });
}

/** Two names near this one that are free; `taken` holds the keys of those that are not. */
export function suggestUsernames(username: string, taken: ReadonlySet<string>): string[] {
  const own = usernameKey(username);
  const free = nearbyUsernames(username).filter((name) => {
    const key = usernameKey(name);
    return key !== own && !taken.has(key);
  });
  return free.slice(0, 2);
}
