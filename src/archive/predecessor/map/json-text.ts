import { escapeLikePredecessor, looksEscaped } from "../read/escaped-text.ts";

/**
 * A text as it goes into the predecessor's JSON: as it is, because its newest version does not escape there; escaped only
 * where it would otherwise be unescaped when read back.
 */
export function jsonText(text: string): string {
  return looksEscaped(text) ? escapeLikePredecessor(text) : text;
}
