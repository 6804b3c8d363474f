const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
  "&#39;": "'",
};

/**
 * Undoes one pass of the predecessor's escaping: exactly the entities it makes, in one go, so that `&amp;lt;` becomes
 * `&lt;` and stays text. Other entities are what a person typed.
 */
export function unescapeOnce(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:amp|lt|gt|quot|#x27|#39);/g, (entity) => entities[entity] ?? entity);
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

/** Escapes the way the predecessor stores names, descriptions, notes and survey texts; `unescapeOnce` undoes it. */
export function escapeLikePredecessor(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

/** Whether text can have come out of that escaping at all. Texts inside JSON were escaped by some versions, not by others. */
export function looksEscaped(text: string): boolean {
  return text.includes("&") && !/[<>"']|&(?!(?:amp|lt|gt|quot|#x27|#39);)/.test(text);
}
