/** What two spellings have in common for a search: no case, no accents, one width. Not for showing. */
export function foldText(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().normalize("NFKC");
}
